package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.rune.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where no image can be built; those that can are built by the tests of the distribution. */
class ImageTest {
    private static final String HINT = "Name the directory of a JDK 25 or later with --jdk, or in the variable JAVA_HOME.\n";

    @TempDir
    Path directory;

    private Path output;

    @BeforeEach
    void makeDistribution() throws IOException {
        output = directory.resolve("image");
        for (String plugin : new String[]{"docker", "process"}) {
            Path folder = Files.createDirectories(directory.resolve("home/plugins").resolve(plugin));
            Files.writeString(folder.resolve("plugin.properties"), "id=" + plugin);
        }
    }

    private CommandLineRun shell() {
        return CommandLineRun.alone().distribution(directory.resolve("home"));
    }

    private void assertRefused(int code, String message, CommandLineRun shell, String... words) {
        CommandLineRun.Result result = shell.run(Stream.concat(Stream.of("image", "build"), Stream.of(words))
                .toArray(String[]::new));
        assertEquals("error: " + message + (code == 2 ? "See 'rune image build --help'.\n" : ""), result.err());
        assertEquals(code, result.code());
        assertEquals("", result.out());
        assertFalse(Files.exists(output));
    }

    private Path jdk(String release) throws IOException {
        Path home = Files.createDirectories(directory.resolve("jdk"));
        Path jlink = Files.createDirectories(home.resolve("bin")).resolve("jlink");
        Files.writeString(jlink, "");
        jlink.toFile().setExecutable(true);
        Files.writeString(home.resolve("release"), release);
        return home;
    }

    @Test
    void wordsThatDoNotFitEachOther() {
        assertRefused(2, "--server and --client exclude each other; without either the image has both\n", shell(),
                "--server", "--client", "--output", output.toString());
        assertRefused(2, "--plugins is about the daemon, and --client leaves that out\n", shell(), "--client",
                "--plugins", "docker", "--output", output.toString());
        assertRefused(2, "--output is missing\n", shell(), "--client");
    }

    @Test
    void aClientWithoutDistribution() {
        assertRefused(1,
                "this rune was not started from a distribution, of which an image could be built\n"
                        + "Start it as bin/rune of a distribution.\n",
                CommandLineRun.alone(), "--output", output.toString());
    }

    @Test
    void aPluginThatIsNotThere() {
        assertRefused(4,
                "there is no plugin 'dockr'; did you mean 'docker'?\n"
                        + "The distribution has docker, process; another one is named by its path.\n",
                shell(), "--plugins", "process,dockr", "--output", output.toString());
        assertRefused(4, directory.resolve("mine") + " is no plugin: it has no file plugin.properties\n", shell(),
                "--plugins", directory.resolve("mine").toString(), "--output", output.toString());
    }

    @Test
    void twoPluginsOfOneFolder() {
        Path again = directory.resolve("home/plugins/process");
        assertRefused(2,
                "'" + again + "' is the second plugin in a folder named 'process', and in an image there can be "
                        + "only one\n",
                shell(), "--plugins", "process," + again, "--output", output.toString());
    }

    @Test
    void anOutputThatIsThere() throws IOException {
        Path mine = Files.writeString(directory.resolve("mine"), "precious");
        assertRefused(5,
                mine + " is there already; nothing was written\nName a directory that is not there yet with --output.\n",
                shell(), "--output", mine.toString());
        assertEquals("precious", Files.readString(mine));
    }

    @Test
    void noJdk() {
        assertRefused(4, "no JDK was found: there is no --jdk, no JAVA_HOME and no javac on the PATH\n" + HINT,
                shell().variable("PATH", directory.toString()), "--output", output.toString());
        assertRefused(4, directory + ", which JAVA_HOME names, is no JDK: it has no bin/jlink\n" + HINT,
                shell().variable("JAVA_HOME", directory.toString()), "--output", output.toString());
    }

    @Test
    void aJdkThatIsTooOld() throws IOException {
        Path jdk = jdk("IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"17.0.15\"\n");
        assertRefused(5, "the JDK in " + jdk + ", which --jdk names, is 17.0.15; it must be 25 or later\n" + HINT,
                shell(), "--jdk", jdk.toString(), "--output", output.toString());
        jdk("");
        assertRefused(5, "the JDK in " + jdk + ", which --jdk names, is of no known version; it must be 25 or later\n"
                + HINT, shell(), "--jdk", jdk.toString(), "--output", output.toString());
    }

    @Test
    void aDaemonThatTheClientDoesNotHave() throws IOException {
        Path jdk = jdk("JAVA_VERSION=\"25.0.3\"\n");
        assertRefused(4,
                "this rune is a client alone and has no daemon to put into an image\n"
                        + "Use the rune of a whole distribution, or build a client's image with --client.\n",
                shell(), "--jdk", jdk.toString(), "--output", output.toString());
    }
}
