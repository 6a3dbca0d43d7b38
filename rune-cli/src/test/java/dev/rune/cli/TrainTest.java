package dev.rune.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
    @Test
    void theTrainingEndsByItself() throws IOException {
        Train.main(new String[0]);
    }

    @Test
    void theTrainersAnswersAreUnderstood(@TempDir Path directory) throws IOException {
        try (TrainingServer server = TrainingServer.start()) {
            assertEquals(InetAddress.getLoopbackAddress().getHostAddress(), URI.create(server.address()).getHost());
            CommandLineRun shell = CommandLineRun.alone().variable("RUNE_API_SERVER", server.address());
            assertEquals("service/api\n", shell.run("get", "services", "-o", "name").out());
            assertEquals("hello\n", shell.run("logs", "api").out());
            String file = Files.writeString(directory.resolve("a.yaml"), "x").toString();
            assertEquals(new CommandLineRun.Result(0, "service/api created\n", "api: 1/1 ready\n"),
                    shell.run("cast", file));
        }
    }
}
