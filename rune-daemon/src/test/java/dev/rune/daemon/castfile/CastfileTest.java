package dev.rune.daemon.castfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Scalar.Kind;
import dev.rune.kernel.spi.host.CastDocument;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CastfileTest {
    private static Castfile read(String text) {
        return Castfile.read(List.of(CastSource.of("a.yaml", text)));
    }

    private static Mapping service(String text) {
        Castfile castfile = read(text);
        assertEquals(List.of(), castfile.findings());
        return (Mapping) castfile.documents().getFirst().body();
    }

    private static List<String> faults(String text) {
        return read(text).findings().stream().map(Finding::toString).toList();
    }

    @Nested
    class Objects {
        @Test
        void areOneByTheSingularAndManyByThePlural() {
            Castfile castfile = read("""
                    namespace: {name: a}
                    services:
                      - name: b
                      - name: c
                    ---
                    # nothing
                    ---
                    configmaps: []
                    secret:
                      name: d
                    """);
            assertEquals(List.of(), castfile.findings());
            assertEquals(List.of(CastDocument.Kind.NAMESPACE, CastDocument.Kind.SERVICE, CastDocument.Kind.SERVICE,
                    CastDocument.Kind.SECRET), castfile.documents().stream().map(CastDocument::kind).toList());
        }

        @Test
        void mayStandInSeveralFiles() {
            Castfile castfile = Castfile.read(List.of(CastSource.of("a", "service: {name: x}"),
                    CastSource.of("b", "service: {name: y}")));
            assertEquals(List.of("a", "b"), castfile.documents().stream()
                    .map(document -> document.body().position().source()).toList());
        }

        @Test
        void mayBeFollowedByTheirStatus() {
            assertEquals(List.of(), faults("service: {name: a}\nstatus: {readyReplicas: 1}"));
            assertEquals(List.of("a.yaml:1:1: unknown top-level key 'status'; known: namespace, configmap, secret, "
                    + "service, namespaces, configmaps, secrets, services"), faults("status: {readyReplicas: 1}"));
        }
    }

    @Nested
    class Scalars {
        @Test
        void haveTheKindsOfTheCoreRules() {
            Mapping service = service("""
                    service:
                      a: text
                      b: 017
                      c: "017"
                      d: 1e3
                      e: yes
                      f: True
                      g: ~
                      h:
                      i: 'null'
                      j: |
                        one
                        two
                      k: two
                         words
                    """);
            assertEquals("{a='text', b=017, c='017', d=1e3, e='yes', f=True, g=~, h=, i='null', j='one\ntwo\n', "
                    + "k='two words'}", service.toString());
            assertEquals(Kind.NULL, ((Scalar) service.get("h").orElseThrow()).kind());
        }

        @Test
        void knowWhereTheyStand() {
            Mapping service = service("service:\n  näme: x\n  list:\n    - 1\n    - {deep: \"y\"}\n");
            assertEquals(new Position("a.yaml", 2, 3), service.position());
            assertEquals(new Position("a.yaml", 2, 9), service.get("näme").orElseThrow().position());
            assertEquals(new Position("a.yaml", 3, 3), service.entry("list").orElseThrow().keyPosition());
            assertTrue(service.toString().contains("[1, {deep='y'}]"));
        }

        @Test
        void countColumnsInCharactersNotInHalvesOfThem() {
            Mapping service = service("service: {\"\uD83D\uDE00\": x}");
            assertEquals(new Position("a.yaml", 1, 16), service.get("\uD83D\uDE00").orElseThrow().position());
        }

        @Test
        void countFromOneBehindAByteOrderMark() {
            Castfile castfile = Castfile.read(List.of(CastSource.of("a.yaml",
                    "\uFEFFservice: x".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
            assertEquals(new Position("a.yaml", 1, 10), castfile.documents().getFirst().body().position());
        }

        @Test
        void mayBeAliases() {
            Mapping service = service("service:\n  a: &x [1, 2]\n  b: *x\n");
            assertEquals(service.get("a"), service.get("b"));
        }
    }

    @Nested
    class AFault {
        @Test
        void ofATopLevelKeyNamesTheNearest() {
            assertEquals(List.of("a.yaml:1:1: unknown top-level key 'servcie'; did you mean 'service'?"),
                    faults("servcie: {name: a}"));
        }

        @Test
        void ofADuplicateKeyStandsAtTheSecond() {
            assertEquals(List.of("a.yaml:3:3: the key 'name' stands twice; the first is in line 2"),
                    faults("service:\n  name: a\n  name: b\n"));
        }

        @Test
        void ofAMergeKey() {
            assertEquals(
                    List.of("a.yaml:3:3: merge keys (<<) are not known here; repeat the keys, or use an alias for a "
                            + "whole value"),
                    faults("service:\n  x: &x {a: 1}\n  <<: *x\n"));
            assertEquals(List.of(), faults("service: {'<<': 1}"));
        }

        @Test
        void ofATag() {
            assertEquals(List.of("a.yaml:1:11: tags are not known here: write the value without !!str, and a text that "
                    + "looks like a number in quotes"), faults("service: [!!str 1]"));
            assertEquals(1, faults("service: !java.lang.Runtime {a: 1}").size());
        }

        @Test
        void ofAKeyThatIsNone() {
            assertEquals(1, faults("service: {[a, b]: 1}").size());
            assertEquals(1, faults("service: {~: 1}").size());
            assertEquals(1, faults("service: {? {a: 1} : 1}").size());
            assertEquals(1, faults("? " + "k".repeat(1025) + "\n: 1").size());
        }

        @Test
        void ofAnAliasWithoutAnAnchor() {
            assertEquals(List.of("a.yaml:1:10: the alias *x stands for nothing: no &x before it in this document"),
                    faults("service: *x"));
        }

        @Test
        void ofAnAliasInItself() {
            assertEquals(List.of("a.yaml:1:14: the alias *x stands inside of what it stands for"),
                    faults("service: &x [*x]"));
        }

        @Test
        void ofTheSyntaxHasItsPosition() {
            String only = faults("service:\n  name: a: b\n").getFirst();
            assertTrue(only.startsWith("a.yaml:2:10: this is not YAML: mapping values are not allowed here"), only);
        }

        @Test
        void ofACharacterHasItsPosition() {
            assertEquals(
                    List.of("a.yaml:2:8: the character U+0007 may not stand in YAML as it is; write \"\\u0007\" in "
                            + "double quotes"),
                    faults("service:\n  a: b \u0007"));
            assertEquals(
                    List.of("a.yaml:2:1: the character U+0007 may not stand in YAML as it is; write \"\\u0007\" in "
                            + "double quotes"),
                    faults("service:\n\u0007"));
            assertEquals(
                    List.of("a.yaml:1:1: the character U+0007 may not stand in YAML as it is; write \"\\u0007\" in "
                            + "double quotes"),
                    faults("\u0007"));
        }

        @Test
        void ofNothingInTheFile() {
            String nothing = "a.yaml:1:1: the file holds nothing to cast: it needs a service:, secret:, configmap: or "
                    + "namespace:, or a list such as services:";
            assertEquals(List.of(nothing), faults(""));
            assertEquals(List.of(nothing), faults("# only a comment\n---\n---\n"));
            assertEquals(List.of(nothing), faults("services: []"));
        }

        @Test
        void ofSomethingElseAtTheTop() {
            assertEquals(List.of("a.yaml:1:1: a castfile begins with a key such as service:, not with a list; put "
                    + "services: above it"), faults("- name: a"));
            assertEquals(List.of("a.yaml:1:1: a castfile begins with a key such as service:, not with a single value"),
                    faults("hello"));
        }

        @Test
        void ofAPluralWithoutAList() {
            assertEquals(
                    List.of("a.yaml:1:11: 'services' is a list: begin each service with '- ', or write service: for "
                            + "a single one"),
                    faults("services: {name: a}"));
        }

        @Test
        void doesNotHideOthersOfOtherDocumentsAndFiles() {
            Castfile castfile = Castfile.read(List.of(CastSource.of("b", "servce: 1\n---\nnamspace: 1\n---\na: b: c"),
                    CastSource.of("a", "service: {a: 1, a: 2}")));
            Problem problem = castfile.problem(List.of(Finding.of(new Position("b", 2, 1), "", "more")));
            assertEquals("the castfile has 5 faults; nothing was changed", problem.message());
            assertEquals(List.of("b:1:1", "b:2:1", "b:3:1", "b:5:5", "a:1:17"), problem.findings().stream()
                    .map(finding -> finding.position().toString()).toList());
        }

        @Test
        void showsItsLine() {
            CastSource source = CastSource.of("a", "service:\n\tname: \u001B[31m" + "x".repeat(300) + "\n");
            Excerpts excerpts = new Excerpts(List.of(source));
            String line = excerpts.line(new Position("a", 2, 1)).orElseThrow();
            assertTrue(line.startsWith(" name: \uFFFD[31mxxx") && line.length() == 161, line);
            assertEquals(Optional.empty(), excerpts.line(new Position("a", 3, 1)));
            assertEquals(Optional.empty(), excerpts.line(new Position("b", 1, 1)));
        }
    }

    @Test
    void readsWhatItPrints() {
        String text = """
                service:
                  name: api
                  ports:
                    - name: http
                      port: 8080
                  env:
                    A: "8080"
                    B: "yes: no"
                    C: |
                      several
                      lines
                  labels: {}
                """;
        Node document = YamlReader.documents(CastSource.of("a", text), finding -> {
            throw new AssertionError(finding);
        }).getFirst();
        assertEquals(text, YamlPrinter.print(document));
    }
}
