package org.example.jar;

import dev.rune.kernel.spi.runner.RunnerProvider;
import dev.rune.testkit.Behaviour;
import dev.rune.testkit.RunnerContract;
import dev.rune.testkit.RunnerFixture;
import dev.rune.testkit.ShellScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What every runner must do, done by this one with a jar that is made for each rule. */
class JarContractTest extends RunnerContract {
    @Override
    protected RunnerFixture fixture(Path directory) {
        try {
            return new Fixture(jar(Files.createDirectories(directory).resolve("becomes.jar")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Becomes.class.getName());
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        String name = Becomes.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream in = Becomes.class.getResourceAsStream("Becomes.class")) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
        return file;
    }

    private static final class Fixture implements RunnerFixture {
        private final RunnerProvider provider = new JarProvider();
        private final Path jar;

        Fixture(Path jar) {
            this.jar = jar;
        }

        @Override
        public RunnerProvider provider() {
            return provider;
        }

        @Override
        public Record section(Behaviour behaviour) {
            return switch (behaviour) {
                case Behaviour.MissingProgram _ -> section(jar.resolveSibling("missing.jar"), List.of());
                case Behaviour.Program program -> section(jar, List.of(ShellScript.of(program)));
            };
        }

        private static Record section(Path jar, List<String> args) {
            return new JarLauncher.Section(jar.toString(), args, List.of("-XX:+UseSerialGC"),
                    System.getProperty("java.home") + "/bin/java");
        }
    }
}
