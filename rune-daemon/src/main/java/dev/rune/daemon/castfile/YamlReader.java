package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads YAML 1.2 strictly: duplicate keys, merge keys and tags are faults, and size, depth and aliases are bounded. */
public final class YamlReader {
    private YamlReader() {}

    /**
     * The documents of {@code source}, without those that say nothing. What comes after a fault of the syntax is not
     * read.
     *
     * @param findings told every fault
     */
    public static List<Node> documents(CastSource source, Consumer<Finding> findings) {
        List<Node> documents = new ArrayList<>();
        if (source.fault().isPresent()) {
            findings.accept(source.fault().get());
            return documents;
        }
        try {
            // With less than the whole text in its buffer the scanner copies it anew for every kilobyte of a long scalar.
            LoadSettings settings = LoadSettings.builder().setCodePointLimit(CastSource.LIMIT)
                    .setBufferSize(source.text().length() + 1).build();
            Parser events = new ParserImpl(settings, new StreamReader(settings, source.text()));
            TreeBuilder builder = new TreeBuilder(source.name(), events, findings);
            for (Optional<Node> next = builder.document(); next.isPresent(); next = builder.document()) {
                next.filter(document -> !TreeBuilder.isNothing(document)).ifPresent(documents::add);
            }
        } catch (UnreadableException unreadable) {
            findings.accept(unreadable.finding());
        } catch (MarkedYamlEngineException syntax) {
            findings.accept(Finding.of(position(source, syntax), "", "this is not YAML: " + sentence(syntax)));
        } catch (ReaderException character) {
            findings.accept(Finding.of(position(source, character.getPosition()), "",
                    "the character U+%04X may not stand in YAML as it is; write \"\\u%04X\" in double quotes"
                            .formatted(character.getCodePoint(), character.getCodePoint())));
        } catch (YamlEngineException other) {
            findings.accept(
                    Finding.of(new Position(source.name(), 0, 0), "", "this is not YAML: " + other.getMessage()));
        }
        return documents;
    }

    private static Position position(CastSource source, MarkedYamlEngineException syntax) {
        return syntax.getProblemMark().or(syntax::getContextMark).map(mark -> position(source.name(), mark))
                .orElse(new Position(source.name(), 0, 0));
    }

    static Position position(String source, Mark mark) {
        return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Position position(CastSource source, int codePoint) {
        List<String> lines = source.text().codePoints().limit(codePoint).collect(StringBuilder::new,
                StringBuilder::appendCodePoint, StringBuilder::append).toString().lines().toList();
        boolean fresh = lines.isEmpty()
                || source.text().codePoints().skip(codePoint - 1L).findFirst().orElse(0) == '\n';
        return fresh
                ? new Position(source.name(), lines.size() + 1, 1)
                : new Position(source.name(), lines.size(), (int) lines.getLast().codePoints().count() + 1);
    }

    private static String sentence(MarkedYamlEngineException syntax) {
        String problem = Optional.ofNullable(syntax.getProblem()).orElse("something is wrong");
        return Optional.ofNullable(syntax.getContext()).map(context -> problem + ", " + context).orElse(problem);
    }
}
