package dev.rune.cli.command;

import dev.rune.cli.exit.ExitCode;
import dev.rune.cli.exit.Failure;
import dev.rune.cli.image.ImageBuild;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rune image}. */
final class ImageCommands implements Word {
    @Override
    public CommandSpec spec() {
        return Options.command(null, "image", "Build images: programs, plugins and a Java run-time cut to them.")
                .addSubcommand("build", new Build().spec());
    }

    /** {@code rune image build}. */
    private static final class Build implements Command {
        @Override
        public CommandSpec spec() {
            CommandSpec spec = Options
                    .command(this, "build",
                            "Build an image that has just the plugins named and the Java modules they need.",
                            "Here --output is the directory where it will be, which must not exist yet.",
                            "It stands alone, like the distribution, and can be moved. Needs a JDK 25 or later, here and not "
                                    + "where the image will run.")
                    .addOption(Options.value("LIST",
                            "Its plugins, with commas between them: names of the distribution's, or paths with a '/' "
                                    + "(default: all of the distribution's).",
                            "--plugins"))
                    .addOption(Options.flag("Only the daemon.", "--server"))
                    .addOption(Options.flag("Only the client.", "--client"))
                    .addOption(Options.value("DIR",
                            "The JDK to build it with (default: JAVA_HOME, else that of the javac on the PATH).",
                            "--jdk"))
                    .addOption(Options.flag("Without start-up caches: smaller, and slower to start.", "--no-cache"));
            return Options.examples(spec, "rune image build --output /opt/rune --plugins process,http-probe,tcp-probe",
                    "rune image build --output rune-client --client");
        }

        @Override
        public int run(Arguments arguments, Session session) throws IOException {
            boolean server = arguments.flag("--server");
            boolean client = arguments.flag("--client");
            if (server && client) {
                throw Failure.usage("--server and --client exclude each other; without either the image has both");
            }
            Optional<List<String>> plugins = arguments.value("--plugins").map(list -> Stream.of(list.split(","))
                    .map(String::strip).filter(name -> !name.isEmpty()).distinct().toList());
            if (client && plugins.isPresent()) {
                throw Failure.usage("--plugins is about the daemon, and --client leaves that out");
            }
            String output = arguments.value(Options.OUTPUT).orElseThrow(() -> Failure.usage("--output is missing"));
            Path home = session.surroundings().distribution().map(path -> path.toAbsolutePath().normalize())
                    .orElseThrow(
                            () -> new Failure(ExitCode.FAILURE, "this rune was not started from a distribution, of "
                                    + "which an image could be built", "Start it as bin/rune of a distribution."));
            ImageBuild.run(home, new ImageBuild.Request(!server, !client, plugins, Path.of(output),
                    arguments.value("--jdk"), session.surroundings().variable("JAVA_HOME"),
                    session.surroundings().variable("PATH"), !arguments.flag("--no-cache")), session.console()::print);
            return ExitCode.OK;
        }
    }
}
