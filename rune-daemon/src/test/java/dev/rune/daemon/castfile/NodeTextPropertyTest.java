package dev.rune.daemon.castfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class NodeTextPropertyTest {
    @Provide
    Arbitrary<Node> trees() {
        return Trees.trees(3);
    }

    @Provide
    Arbitrary<Node> documents() {
        return Trees.trees(3).filter(tree -> !TreeBuilder.isNothing(tree));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void yamlReadsBackAsTheSameTree(@ForAll("documents") Node tree) {
        assertEquals(List.of(tree), read(YamlPrinter.print(tree)), () -> YamlPrinter.print(tree));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void severalDocumentsReadBackAsThemselves(@ForAll("documents") Node first, @ForAll("documents") Node second) {
        String text = YamlPrinter.print(List.of(first, second));
        assertEquals(List.of(first, second), read(text), text);
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void exactJsonReadsBackAsTheSameTreeInTheSameOrder(@ForAll("trees") Node tree) {
        String json = JsonNodes.exact(tree);
        Node back = JsonNodes.readExact(json);
        assertEquals(tree, back, json);
        assertEquals(json, JsonNodes.exact(back));
        Assertions.assertTrue(json.chars().allMatch(c -> c >= 32 && c <= 127), json);
    }

    @Property
    void exactJsonKeepsAnyText(@ForAll String text) {
        Mapping both = Mapping.of(Map.of(text, Scalar.of(text)));
        assertEquals(both, JsonNodes.readExact(JsonNodes.exact(both)));
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void clientsGetValidJsonOfTheSameTexts(@ForAll("trees") Node tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            JsonNodes.write(tree, generator);
        }
        assertEquals(texts(tree), texts(JsonNodes.read(text.toString())), text.toString());
    }

    @Property
    void anythingIsReadAsJsonOrRefused(@ForAll("jsonLike") String text) {
        try {
            JsonNodes.readExact(text);
        } catch (IllegalArgumentException refused) {
            Assertions.assertFalse(refused.getMessage().isBlank());
        }
    }

    @Provide
    Arbitrary<String> jsonLike() {
        return Arbitraries.strings().withChars("{}[]\":,0123.eE-+ntrufalse$ \\").ofMaxLength(20);
    }

    private static List<Node> read(String yaml) {
        return YamlReader.documents(CastSource.of("printed", yaml), finding -> {
            throw new AssertionError(finding + " in\n" + yaml);
        });
    }

    /** The texts of a tree in their order, of those that are not null or a truth value. */
    private static List<String> texts(Node node) {
        return switch (node) {
            case Scalar scalar -> switch (scalar.kind()) {
                case NULL -> List.of();
                case BOOLEAN -> List.of(scalar.text().toLowerCase(java.util.Locale.ROOT));
                default -> List.of(scalar.text());
            };
            case dev.rune.kernel.section.Sequence sequence -> sequence.items().stream()
                    .flatMap(item -> texts(item).stream()).toList();
            case Mapping mapping -> {
                List<String> texts = new ArrayList<>();
                mapping.entries().forEach(entry -> {
                    texts.add(entry.key());
                    texts.addAll(texts(entry.value()));
                });
                yield texts;
            }
        };
    }

    @Property
    void whatLooksLikeAnotherKindIsQuoted(@ForAll("texts") String text) {
        Node only = read(YamlPrinter.print(Mapping.of(Map.of("a", Scalar.of(text))))).getFirst();
        assertEquals(new Scalar(Scalar.Kind.STRING, text, Position.NONE), ((Mapping) only).get("a").orElseThrow());
    }

    @Provide
    Arbitrary<String> texts() {
        return Trees.texts();
    }
}
