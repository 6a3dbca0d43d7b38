package dev.rune.bench.micro;

import dev.rune.daemon.castfile.CastSource;
import dev.rune.daemon.castfile.Castfile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From text to documents with their positions. */
@State(Scope.Thread)
public class CastfileBenchmark {
    private final List<CastSource> hundred = List.of(CastSource.of("many.yaml",
            IntStream.range(0, 100).mapToObj("""
                    service:
                      name: api-%d
                      scale: 2
                      process:
                        command: /bin/sleep
                        args: ["600"]
                      env:
                        - name: LEVEL
                          value: info
                      health:
                        liveness:
                          type: tcp
                          port: 80
                    """::formatted).collect(Collectors.joining("---\n"))));

    @Benchmark
    public Castfile reads100Services() {
        return Castfile.read(hundred);
    }
}
