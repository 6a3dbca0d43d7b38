package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.testkit.PrivateEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Values of secrets arrive in containers as they are, and are nowhere else but where the documentation says. */
@ResourceLock(Containers.ENGINE)
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class ContainerSecretsTest {
    private static final String KEEP = "sleep 100000 & wait";
    private static final String MOUNTED = Values.TELLTALE + "-as-a-file";
    private static final String VARIABLE = Values.TELLTALE.toLowerCase(Locale.ROOT) + "-as-a-variable";

    private final String host = PrivateEngine.shared();

    @TempDir
    Path directory;

    private Runed start(String... options) {
        return Runed.start(directory, Map.of("DOCKER_HOST", host), options);
    }

    private long pid(Runed runed, String service) {
        return Long.parseLong(PrivateEngine.docker(host, "inspect", "-f", "{{.State.Pid}}",
                Containers.of(runed.instances(service).getFirst())));
    }

    @Test
    void twoHundredOddValuesArriveByteForByteAsFilesAndAsVariables() throws IOException {
        var values = Values.odd();
        try (var runed = start()) {
            var secrets = Values.keep(runed, values, directory);
            runed.cast(Containers.shell("odd", KEEP, Values.given(values, secrets, "/etc/secrets"))).done();
            Values.assertArrived(values, secrets, pid(runed, "odd"));
        }
    }

    @Test
    void noValueIsFoundAnywhereButInTheInstanceAndOfVariablesAtTheEngine() throws IOException {
        var answers = new StringBuilder();
        try (var runed = start("--log-level", "debug")) {
            answers.append(runed.rune("create", "secret", "db", "--from-literal", "file=" + MOUNTED, "--from-literal",
                    "text=" + VARIABLE).done().text());
            answers.append(runed.cast(Containers.shell("api", KEEP, """
                    env: { URL: 'pg://{{secret:db/text}}@db' }
                    secretMounts:
                      - { name: db, mountPath: /etc/db, items: [{ key: file, path: deep/file }] }
                    """)).done().text());
            var api = Containers.of(runed.instances("api").getFirst());
            assertEquals(MOUNTED + " pg://" + VARIABLE + "@db",
                    runed.rune("exec", "api", "--", "sh", "-c", "echo $(cat /etc/db/deep/file) $URL").done().out()
                            .strip());
            assertTrue(runed.rune("exec", "api", "--", "sh", "-c", "echo x > /etc/db/deep/file").code() > 0);

            var inspected = PrivateEngine.docker(host, "inspect", api) + PrivateEngine.docker(host, "inspect",
                    PrivateEngine.docker(host, "inspect", "-f", "{{.Image}}", api));
            assertFalse(inspected.contains(Values.TELLTALE), inspected);
            assertTrue(inspected.contains(VARIABLE), "the engine knows variables, as docs/secrets.md says");
            assertFalse(PrivateEngine.docker(host, "inspect", "-f", "{{json .Config.Labels}}", api)
                    .contains(VARIABLE));

            answers.append(runed.cast(Containers.shell("broken", "exit 1", """
                    env: { URL: 'pg://{{secret:db/text}}@db' }
                    secretMounts:
                      - { name: db, mountPath: /etc/db }
                    """).replace("command: [sh, -c]", "command: [/no/such/program]")).expect(8).text());
            for (var words : List.of("get secrets -o yaml", "get service api -o yaml", "get service broken -o yaml",
                    "get instances --all -o json", "get events -o json", "status -o json", "logs api")) {
                answers.append(runed.rune(words.split(" ")).text());
            }
            answers.append(runed.output());
            for (var value : List.of(MOUNTED, VARIABLE)) {
                for (var form : Values.forms(value)) {
                    assertFalse(answers.toString().contains(form), () -> form + " in: " + answers);
                }
                assertEquals(Set.of(),
                        Values.filesWith(value, directory, runed.data().resolve("plugins/mounts")));
            }
        }
    }

    @Test
    void filesBelongToTheUserOfTheContainerWhoeverNamesHim() {
        PrivateEngine.derive(host, "rune-test:accounts", "echo app:x:4711:4712::/:/bin/sh >> /etc/passwd", "USER app");
        var image = "image: " + PrivateEngine.IMAGE;
        try (var runed = start()) {
            runed.rune("create", "secret", "db", "--from-literal", "k=s3cret").done();
            var mount = "secretMounts: [{ name: db, mountPath: /etc/db }]\n";
            runed.cast(Containers.shell("root", KEEP, mount) + "---\n"
                    + Containers.shell("number", KEEP, mount + "securityContext: { user: 1234 }") + "---\n"
                    + Containers.shell("name", KEEP, mount + "securityContext: { user: nobody }") + "---\n"
                    + Containers.shell("image", KEEP, mount).replace(image, "image: rune-test:accounts")).done();
            for (var service : Map.of("root", "0", "number", "1234", "name", "65534", "image", "4711").entrySet()) {
                assertEquals(service.getValue() + " s3cret", runed.rune("exec", service.getKey(), "--", "sh", "-c",
                        "echo $(stat -c %u /etc/db/k) $(cat /etc/db/k)").done().out().strip(), service.getKey());
            }
            var refused = runed.cast(Containers.shell("stranger", KEEP, mount + "securityContext: { user: ghost }"))
                    .expect(8).text();
            assertTrue(refused.contains("user 'ghost'") && refused.contains(PrivateEngine.IMAGE)
                    && refused.contains("securityContext.user"), refused);
            assertEquals("", PrivateEngine.docker(host, "ps", "-aq", "-f", "label=dev.rune.accounts"));
        }
    }
}
