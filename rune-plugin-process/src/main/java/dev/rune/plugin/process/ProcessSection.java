package dev.rune.plugin.process;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import java.util.List;

/**
 * The castfile's {@code process}.
 *
 * @param command         an absolute path, or a name that is looked up on the service's own {@code PATH}
 * @param args            its arguments, in which <code>{{port:name}}</code> is replaced
 * @param workdir         where it starts
 * @param securityContext what it may do
 */
@Doc("A native process.")
record ProcessSection(
        @Doc("An absolute path, or a name looked up on the service's own `PATH`.") String command,
        @Doc("Arguments; `{{port:name}}` is replaced by the port the instance shall listen on.") List<String> args,
        @Doc("The folder it starts in.") @Default("/") String workdir,
        @Doc("As whom it runs and what it may do.") SecurityContext securityContext) {
    ProcessSection {
        args = List.copyOf(args);
        if (command.isEmpty() || (command.contains("/") && !command.startsWith("/"))) {
            throw new SectionException("command", "'" + command
                    + "' is no command: write an absolute path, or a name without '/' that is on the service's PATH");
        }
        if (!workdir.startsWith("/")) {
            throw new SectionException("workdir", "'" + workdir + "' is no folder to start in: write an absolute path");
        }
        refuseNul("command", command);
        refuseNul("workdir", workdir);
        args.forEach(arg -> refuseNul("args", arg));
    }

    private static void refuseNul(String key, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new SectionException(key, "a " + key + " cannot hold the character NUL");
        }
    }
}
