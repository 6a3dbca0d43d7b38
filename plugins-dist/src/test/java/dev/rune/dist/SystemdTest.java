package dev.rune.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The distribution's unit under a systemd that was booted for it: what is done to the daemon is not done to services. */
@DisabledIfSystemProperty(named = "skipEngineTests", matches = "|true")
class SystemdTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path directory;

    private record Sleeper(String id, long pid, int restarts) {}

    @Test
    void servicesOutliveWhateverSystemdDoesToTheDaemon() {
        try (var machine = Systemd.boot(directory)) {
            assertEquals("", machine.run("", "systemd-analyze", "verify", "runed.service").done().text());
            machine.rune("""
                    service:
                      name: sleeper
                      process:
                        command: /bin/sleep
                        args: ["100000"]
                      scale: 3
                    """, "cast", "-").done();
            var before = sleepers(machine);
            var pids = before.stream().map(Sleeper::pid).collect(Collectors.toSet());
            assertEquals(3, pids.size());
            // A service is not preferred to others for being kept by a daemon that is.
            for (var pid : pids) {
                assertEquals(List.of("0"), machine.run("", "cat", "/proc/" + pid + "/oom_score_adj").done().lines());
            }

            var reloaded = machine.property("MainPID");
            machine.systemctl("reload");
            assertEquals(reloaded, machine.property("MainPID"));
            assertEquals(2, starts(machine), "the daemon after the reload is another, in the same process");
            assertEquals(before, sleepers(machine));

            machine.systemctl("restart");
            assertEquals(before, sleepers(machine));

            var killed = machine.property("MainPID");
            machine.run("", "kill", "-9", killed).done();
            Await.that("systemd starts it again", () -> !Set.of("0", killed).contains(machine.property("MainPID")));
            assertEquals(before, sleepers(machine));

            machine.systemctl("stop");
            assertEquals(pids, running(machine));
            machine.systemctl("start");
            assertEquals(before, sleepers(machine));
            assertEquals(pids, running(machine));
        }
    }

    @Test
    void socketsThatSystemdHasOpenedOutliveACrash() {
        try (var machine = Systemd.boot(directory)) {
            machine.run("[Socket]\nListenStream=127.0.0.1:7861\n", "tee", "/etc/systemd/system/runed.socket").done();
            machine.run("", "systemctl", "daemon-reload").done();
            machine.systemctl("stop");
            machine.run("", "systemctl", "start", "runed.socket").done();
            for (var again = 0; again < 2; again++) {
                // Nobody is refused, not even while nobody is there to answer.
                assertEquals(List.of("ok"),
                        machine.run("", "curl", "-sS", "http://127.0.0.1:7861/healthz").done().lines());
                machine.run("", "kill", "-9", machine.property("MainPID")).done();
            }
            assertEquals(List.of("ok"), machine.run("", "curl", "-sS", "http://127.0.0.1:7861/healthz").done().lines());
        }
    }

    private static Set<Sleeper> sleepers(Systemd machine) {
        Await.that("the daemon answers", machine::answers);
        var json = JSON.readTree(machine.rune("", "get", "instances", "-o", "json").done().out());
        return Instance.all(json, "sleeper").stream()
                .map(one -> new Sleeper(one.id(), one.pid().orElseThrow(), one.restarts())).collect(Collectors.toSet());
    }

    /** How many daemons have said that they listen. */
    private static long starts(Systemd machine) {
        return machine.run("", "journalctl", "--unit=runed", "--output=cat").done().lines().stream()
                .filter(line -> line.contains(" listening on ") || line.contains(" listens on ")).count();
    }

    /** What runs in there, by the system's own word. */
    private static Set<Long> running(Systemd machine) {
        return machine.run("", "pgrep", "-x", "sleep").done().lines().stream().map(Long::valueOf)
                .collect(Collectors.toSet());
    }
}
