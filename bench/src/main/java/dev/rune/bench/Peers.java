package dev.rune.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The peers there are. */
final class Peers {
    private Peers() {}

    static List<Peer.Kind> all(Path programs, Path distribution) {
        return List.of(kind("loop", true, folder -> new Loop(folder, programs.resolve("loop"))),
                kind("rune", true, folder -> new Rune(folder, distribution)),
                kind("runit", Shell.has("runsvdir"), Runit::new),
                kind("supervisord", Shell.has("supervisord"), Supervisord::new),
                kind("pm2", Shell.has("pm2"), Pm2::new));
    }

    private static Peer.Kind kind(String name, boolean available, Function<Path, Peer> visit) {
        return new Peer.Kind() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean available() {
                return available;
            }

            @Override
            public Peer visit(Path folder) {
                return visit.apply(folder);
            }
        };
    }
}
