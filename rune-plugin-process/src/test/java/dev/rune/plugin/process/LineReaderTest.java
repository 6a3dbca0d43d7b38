package dev.rune.plugin.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spi.runner.LogLine;
import dev.rune.kernel.spi.runner.LogQuery;
import dev.rune.kernel.status.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any text is read the same forwards, from any tail, and between any two times. */
class LineReaderTest {
    private static final InstanceId ID = new InstanceId("ns", "it-1");
    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> word = Arbitraries.strings().withChars("ab \tü").ofMaxLength(12);
        Arbitrary<String> longLine = Arbitraries.integers().between(65_500, 140_000).map("x"::repeat);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(30, word), net.jqwik.api.Tuple.of(1, longLine)).list()
                .ofMaxSize(40);
    }

    @Property(tries = 60)
    void aTailIsTheEndOfTheWhole(@ForAll("lines") List<String> lines, @ForAll @IntRange(max = 50) int wanted,
            @ForAll boolean open) throws IOException, InterruptedException {
        inFolder(lines, open, file -> {
            List<LogLine> all = read(file, LogQuery.all());
            assertEquals(String.join("", lines), String.join("", all.stream().map(LogLine::text).toList()));
            assertEquals(all.subList(Math.max(0, all.size() - wanted), all.size()), read(file, LogQuery.last(wanted)));
        });
    }

    @Property(tries = 60)
    void timesDivideTheWhole(@ForAll("lines") List<String> lines, @ForAll @IntRange(max = 45) int at)
            throws IOException, InterruptedException {
        inFolder(lines, false, file -> {
            List<LogLine> all = read(file, LogQuery.all());
            Instant time = START.plusSeconds(at);
            List<LogLine> before = read(file,
                    new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.of(time), false));
            List<LogLine> after = read(file,
                    new LogQuery(OptionalInt.empty(), Optional.of(time), Optional.empty(), false));
            assertEquals(all.stream().filter(line -> line.at().isBefore(time)).toList(), before);
            assertEquals(all.stream().filter(line -> !line.at().isBefore(time)).toList(), after);
            for (int i = 1; i < all.size(); i++) {
                assertTrue(!all.get(i).at().isBefore(all.get(i - 1).at()), "times run backwards");
            }
        });
    }

    @FunctionalInterface
    private interface Trial {
        void with(LogFile file) throws IOException, InterruptedException;
    }

    private static void inFolder(List<String> lines, boolean open, Trial trial)
            throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("rune-lines");
        Path folder = Files.createDirectory(root.resolve("one"));
        try {
            LogFile file = LogFile.in(folder, LogLine.Stream.STDOUT);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                text.append(lines.get(i)).append(open && i == lines.size() - 1 ? "" : "\n");
                LogTimes.append(file.index(), text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length,
                        START.plusSeconds(i));
            }
            Files.writeString(file.file(), text);
            trial.with(file);
        } finally {
            new RunFolders(root).delete(folder);
        }
    }

    private static List<LogLine> read(LogFile file, LogQuery query) throws InterruptedException {
        List<LogLine> lines = new ArrayList<>();
        try (MergedLogReader reader = new MergedLogReader(ID, List.of(file), query, () -> true)) {
            for (Optional<LogLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }
}
