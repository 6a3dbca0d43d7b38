package org.example.jar;

import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.SectionException;
import dev.rune.kernel.spi.runner.InstanceSpec;
import dev.rune.kernel.spi.runner.Workload;
import dev.rune.programs.Launcher;
import dev.rune.programs.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Runs an executable jar in a JVM of its own, in the folder that the jar is in. */
final class JarLauncher implements Launcher {
    /** What stands under {@code jar} in a castfile. */
    @Doc("An executable jar, in a JVM of its own.")
    record Section(@Doc("The jar, by its absolute path; its manifest names the main class.") String file,
            @Doc("Arguments; `{{port:name}}` is replaced by the port the instance shall listen on.") List<String> args,
            @Doc("Options of the JVM, such as `-Xmx64m`.") List<String> options,
            @Doc("The `java` to run it with, by its absolute path.") @Default("/usr/bin/java") String java) {
        Section {
            absolute("file", file);
            absolute("java", java);
        }

        private static void absolute(String key, String path) {
            if (!path.startsWith("/")) {
                throw new SectionException(key, "'" + path + "' is no absolute path; write where it is from '/' on");
            }
        }
    }

    @Override
    public Program program(InstanceSpec spec, Map<String, Integer> ports) {
        Section section = (Section) spec.workload().section();
        Path file = Path.of(section.file());
        requireExecutable(file);
        if (!Files.isExecutable(Path.of(section.java()))) {
            throw failed("there is no '" + section.java() + "' that can be executed; say in jar.java where java is");
        }
        List<String> command = new ArrayList<>(List.of(section.java()));
        command.addAll(section.options());
        command.addAll(List.of("-jar", section.file()));
        for (String argument : section.args()) {
            command.add(Workload.fill(argument, word -> port(word, ports)));
        }
        return new Program(command, Map.of(), file.getParent());
    }

    private static Optional<String> port(String word, Map<String, Integer> ports) {
        return word.startsWith("port:")
                ? Optional.ofNullable(ports.get(word.substring("port:".length()))).map(String::valueOf)
                : Optional.empty();
    }

    /** Looks before the JVM would: its words would only stand in the log. */
    private static void requireExecutable(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null || manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS) == null) {
                throw failed(file + " is not executable: its manifest has no Main-Class");
            }
        } catch (IOException e) {
            throw failed("the jar " + file + " cannot be read (" + e.getMessage() + "); say in jar.file where it is");
        }
    }

    private static ProblemException failed(String message) {
        return ProblemException.of(ProblemCode.START_FAILED, message);
    }
}
