package dev.rune.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.cli.CommandLineRun;
import dev.rune.cli.CommandLineRun.Result;
import dev.rune.cli.FakeDaemon;
import dev.rune.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastTest {
    private final FakeDaemon daemon = FakeDaemon.start();

    @TempDir
    private Path directory;

    @AfterEach
    void end() {
        daemon.close();
    }

    private Result rune(String... words) {
        return CommandLineRun.with(daemon).run(words);
    }

    private String file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    @Test
    void theOutcomeOfEachObjectIsPrinted() throws IOException {
        daemon.on("POST /v1/cast",
                """
                        {"objects":[{"kind":"namespace","namespace":"","name":"web","outcome":"created","generation":0},
                        {"kind":"service","namespace":"web","name":"api","outcome":"updated","generation":2,"replaces":true,"notes":["stops first"]},
                        {"kind":"service","namespace":"web","name":"db","outcome":"unchanged","generation":1}]}""");
        String api = file("api.yaml", "service:\n  name: api\n");
        assertEquals(
                new Result(0, "namespace/web created\nservice/api updated\nservice/db unchanged\n",
                        "  note: stops first\n"),
                rune("cast", "--no-wait", "-n", "web", "--create-namespace", api));
        assertEquals("/v1/cast?namespace=web&createNamespace=true", daemon.only("POST /v1/cast").target());
        Json sent = Json.parse(daemon.only("POST /v1/cast").body()).items("files").get(0);
        assertEquals(api, sent.text("name"));
        assertEquals("service:\n  name: api\n", sent.text("content"));
    }

    @Test
    void aDryRunSaysWhatWouldBeDifferent() throws IOException {
        daemon.on("POST /v1/cast",
                """
                        {"objects":[{"kind":"service","namespace":"default","name":"api","outcome":"updated","generation":2,"replaces":true,
                        "changes":[{"path":"env.A","before":"1","after":"2"},{"path":"scale","before":"","after":"3"},
                        {"path":"labels.x","before":"y","after":""}]}]}""");
        assertEquals(new Result(0, """
                service/api updated (dry run)
                  - env.A: 1
                  + env.A: 2
                  + scale: 3
                  - labels.x: y
                """, "  its running instances would be replaced\n"),
                rune("apply", file("a.yaml", "x"), "--dry-run", "--diff"));
        assertTrue(daemon.only("POST /v1/cast").target().endsWith("dryRun=true"));
    }

    @Test
    void everyFaultIsShownWithItsLineAndTheNearestWord() throws IOException {
        String name = file("api.yaml", "service:\n  name: api\n\timag: x\n");
        daemon.on("POST /v1/cast", 422, "application/problem+json",
                """
                        {"status":422,"code":"invalid","detail":"2 problems","findings":[
                        {"source":"%s","line":3,"column":2,"path":"service.imag","message":"unknown key 'imag'","nearest":"image"},
                        {"source":"b.yaml","line":7,"column":10,"path":"service.scale","message":"'-1' is too small, at least 0","excerpt":"  scale: -1"}]}"""
                        .formatted(name));
        assertEquals(new Result(6, "", """
                %s:3:2: unknown key 'imag'; did you mean 'image'?
                    \timag: x
                    \t^
                b.yaml:7:10: '-1' is too small, at least 0
                      scale: -1
                             ^
                2 problems in 2 files; nothing was changed
                """.formatted(name)), rune("cast", name));
    }

    @Test
    void onlyThePartOfALongLineAroundTheFaultIsShown() throws IOException {
        String name = file("a.yaml", "k: " + "x".repeat(100_000));
        daemon.on("POST /v1/cast", 422, "application/problem+json", """
                {"status":422,"findings":[{"source":"%s","line":1,"column":50000,"message":"bad"}]}""".formatted(name));
        Result result = rune("cast", name);
        assertTrue(result.err().length() < 500, result.err());
        String[] lines = result.err().split("\n");
        assertEquals('x', lines[1].charAt(lines[2].indexOf('^')));
    }

    @Test
    void standardInputIsCast() {
        daemon.on("POST /v1/cast", "{\"objects\":[]}");
        assertEquals(0, CommandLineRun.with(daemon).input("service: {}").run("cast", "-").code());
        assertEquals("<stdin>", Json.parse(daemon.only("POST /v1/cast").body()).items("files").get(0).text("name"));
    }

    @Test
    void directoriesAreCastInTheOrderOfTheirFiles() throws IOException {
        daemon.on("POST /v1/cast", "{\"objects\":[]}");
        file("b.yaml", "b");
        file("a.yml", "a");
        file("notes.txt", "no");
        file("deeper/c.yaml", "c");
        rune("cast", directory.toString());
        rune("cast", "-r", directory.toString());
        assertEquals(2, Json.parse(daemon.requests().get(0).body()).items("files").size());
        assertEquals("a", Json.parse(daemon.requests().get(0).body()).items("files").get(0).text("content"));
        assertEquals(3, Json.parse(daemon.requests().get(1).body()).items("files").size());
    }

    @Test
    void whatCannotBeACastfileIsRefusedWithoutADaemon() throws IOException {
        assertEquals(new Result(2, "", "error: there is no file nothing.yaml\nSee 'rune cast --help'.\n"),
                rune("cast", "nothing.yaml"));
        Path binary = directory.resolve("binary.yaml");
        Files.write(binary, new byte[]{'a', '\n', 'b', (byte) 0xff, 0, 1});
        Result refused = rune("cast", binary.toString());
        assertEquals(6, refused.code());
        assertTrue(refused.err().contains(binary + ":2:2: not UTF-8 text (byte 0xff)"), refused.err());
        Path large = directory.resolve("large.yaml");
        Files.write(large, new byte[5 * 1024 * 1024]);
        assertEquals(6, rune("cast", large.toString()).code());
        assertEquals(2, rune("cast", Files.createDirectory(directory.resolve("empty")).toString()).code());
        assertTrue(daemon.requests().isEmpty());
    }

    @Test
    void theResultIsDataToo() throws IOException {
        daemon.on("POST /v1/cast",
                "{\"objects\":[{\"kind\":\"service\",\"namespace\":\"default\",\"name\":\"api\",\"outcome\":\"created\"}]}");
        String name = file("a.yaml", "x");
        assertEquals("service/api\n", rune("cast", name, "--no-wait", "-o", "name").out());
        assertTrue(rune("cast", name, "--no-wait", "-o", "json").out().startsWith("[\n  {"));
        assertFalse(rune("cast", name, "--no-wait", "-o", "yaml").out().contains("{"));
    }
}
