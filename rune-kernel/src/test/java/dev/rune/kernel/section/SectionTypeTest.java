package dev.rune.kernel.section;

import static dev.rune.kernel.section.Nodes.list;
import static dev.rune.kernel.section.Nodes.map;
import static dev.rune.kernel.section.Nodes.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.kernel.spec.ByteSize;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.Signal;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SectionTypeTest {
    private enum Colour {
        RED, DARK_BLUE
    }

    @Shorthand("width")
    private record Frame(@Default("1") @Range(max = 9) int width, @Default("red") Colour colour) {
        private Frame {
            if (width == 0 && colour == Colour.DARK_BLUE) {
                throw new SectionException("colour", "a frame of width 0 has no colour");
            }
            if (width == 9) {
                throw new IllegalArgumentException("a frame of width 9 does not fit");
            }
        }
    }

    private record Picture(@Doc("What it is called.") String title, @Range(min = 1, max = 100) OptionalInt stars,
            Frame frame,
            Optional<Frame> inner, List<Frame> others, @Key("shownSeconds") @Default("2.5") Duration shown,
            @Key(value = "size", aliases = "bytes") Optional<ByteSize> size, @AnyScalar Map<String, String> notes,
            @Default("false") boolean sold, @Default("1") double price, @Default("SIGTERM") Signal signal,
            Optional<Node> anything, @Default("0") long views) {}

    private record Open(@Default("x") String type, @Rest Mapping rest) {}

    private static final SectionType<Picture> PICTURE = SectionType.of(MethodHandles.lookup(), Picture.class);
    private static final SectionType<Open> OPEN = SectionType.of(MethodHandles.lookup(), Open.class);

    private final List<Finding> findings = new ArrayList<>();

    private Optional<Picture> bind(Node node) {
        return PICTURE.bind(node, "picture", findings::add);
    }

    /** Binds what has one fault, and gives it as {@code line:column path message}. */
    private String fault(Object... keysAndValues) {
        assertEquals(Optional.empty(), bind(map(keysAndValues)));
        assertEquals(1, findings.size(), findings::toString);
        Finding only = findings.getFirst();
        return only.position().line() + ":" + only.position().column() + " " + only.path() + " | " + only.message();
    }

    @Nested
    class WhatIsWritten {
        @Test
        void isBoundByItsType() {
            Picture picture = bind(
                    map("title", "Sea", "stars", 5, "frame", map("width", 3, "colour", "dark-blue"), "inner",
                            map(), "others", list(map("width", 2), 4), "shownSeconds", 1.25, "bytes", "1Ki", "notes",
                            map("a", 8080, "b", true, "c", "x"), "sold", true, "price", 2, "signal", 9, "anything",
                            list(1), "views",
                            7))
                    .orElseThrow(() -> new AssertionError(findings));
            assertEquals(new Picture("Sea", OptionalInt.of(5), new Frame(3, Colour.DARK_BLUE),
                    Optional.of(new Frame(1, Colour.RED)), List.of(new Frame(2, Colour.RED), new Frame(4, Colour.RED)),
                    Duration.ofMillis(1250), Optional.of(new ByteSize(1024)),
                    Map.of("a", "8080", "b", "true", "c", "x"),
                    true, 2.0, Signal.SIGKILL, Optional.of(list(1)), 7), picture);
        }

        @Test
        void keepsTheOrderOfMaps() {
            Picture picture = bind(map("title", "Sea", "notes", map("z", "1", "a", "2"))).orElseThrow();
            assertEquals(List.of("z", "a"), List.copyOf(picture.notes().keySet()));
        }

        @Test
        void leftOutTakesItsDefault() {
            Picture picture = bind(map("title", "Sea")).orElseThrow();
            assertEquals(new Picture("Sea", OptionalInt.empty(), new Frame(1, Colour.RED), Optional.empty(), List.of(),
                    Duration.ofMillis(2500), Optional.empty(), Map.of(), false, 1.0, Signal.SIGTERM, Optional.empty(),
                    0),
                    picture);
        }

        @Test
        void goesToTheRestWhereNoFieldReadsIt() {
            Open open = OPEN.bind(map("type", "y", "port", 1, "path", "/"), "", findings::add).orElseThrow();
            assertEquals(new Open("y", map("port", 1, "path", "/")), open);
            assertEquals(2, open.rest().entry("port").orElseThrow().keyPosition().line());
        }
    }

    @Nested
    class AFault {
        @Test
        void ofALackingKeyStandsAtTheMapping() {
            assertEquals("1:1 picture.title | 'picture' lacks the key 'title' (string)", fault("stars", 1));
        }

        @Test
        void ofAnUnknownKeyStandsAtTheKeyAndNamesTheNearest() {
            assertEquals("2:1 picture.strs | unknown key 'strs'", fault("title", "Sea", "strs", 1));
            assertEquals(Optional.of("stars"), findings.getFirst().nearest());
        }

        @Test
        void ofAnUnknownKeyLikeNoOtherNamesThemAll() {
            assertEquals("1:10 picture.frame.zebra | unknown key 'zebra'; known here: width, colour",
                    fault("frame", new Mapping(List.of(new Mapping.Entry("zebra", new Position("f", 1, 10),
                            Scalar.of("x"))), new Position("f", 1, 10)), "title", "Sea"));
        }

        @Test
        void ofTwoNamesOfOneFieldStandsAtTheSecond() {
            assertEquals("3:1 picture.bytes | 'bytes' is the same field as 'size' above it: write one of them",
                    fault("title", "Sea", "size", 1, "bytes", 2));
        }

        @Test
        void ofANumberWhereAStringBelongsSaysToQuoteIt() {
            assertEquals(
                    "1:10 picture.title | 'title' is the number 8080, but a string here (in quotes: \"8080\") is wanted",
                    fault("title", 8080));
        }

        @Test
        void ofATruthValueWhereAStringBelongsSaysToQuoteIt() {
            assertEquals(
                    "1:10 picture.title | 'title' is the truth value true, but a string here (in quotes: \"true\") is wanted",
                    fault("title", true));
        }

        @Test
        void ofAQuotedNumberSaysToTakeTheQuotesAway() {
            assertEquals(
                    "2:10 picture.stars | 'stars' is the text '5', but a whole number here (without quotes) is wanted",
                    fault("title", "Sea", "stars", "5"));
        }

        @Test
        void ofAFractionWhereAWholeNumberBelongs() {
            assertEquals("2:10 picture.stars | 'stars' is the number 5.5, but a whole number is wanted",
                    fault("title", "Sea", "stars", 5.5));
        }

        @Test
        void ofANumberOutOfRangeSaysTheRange() {
            assertEquals("2:10 picture.stars | 'stars': 101 is not allowed: 1 to 100",
                    fault("title", "Sea", "stars", 101));
        }

        @Test
        void ofANegativeDurationSaysTheLeast() {
            assertEquals("2:10 picture.shownSeconds | 'shownSeconds': -1 seconds is not allowed: 0 to 1000000000",
                    fault("title", "Sea", "shownSeconds", -1));
        }

        @Test
        void ofAnotherWordNamesTheWordsAndTheNearest() {
            assertEquals("1:10 picture.frame.colour | 'colour' is 'darkblue'; allowed: red, dark-blue",
                    fault("frame", map("colour", "darkblue"), "title", "Sea"));
            assertEquals(Optional.of("dark-blue"), findings.getFirst().nearest());
        }

        @Test
        void ofAValueClassCarriesItsMessage() {
            String message = fault("title", "Sea", "size", "12 apples");
            assertTrue(message.startsWith("2:10 picture.size | 'size': '12 apples' is no amount of memory"), message);
        }

        @Test
        void ofNothingAfterAKey() {
            assertEquals(
                    "9:9 picture.stars | 'stars' has no value, but a whole number is wanted: write one, or leave the "
                            + "key out",
                    fault("title", "Sea", "stars", nothing()));
        }

        @Test
        void ofNothingInAnAnyScalarMap() {
            assertTrue(fault("title", "Sea", "notes", map("a", nothing()))
                    .startsWith("9:9 picture.notes.a | 'a' has no value"));
        }

        @Test
        void ofAListWhereAMappingBelongs() {
            assertEquals("1:1 picture.frame | 'frame' is a list of 1, but a mapping is wanted",
                    fault("title", "Sea", "frame", list(1)));
        }

        @Test
        void inAListNamesTheItem() {
            assertEquals("1:10 picture.others[1].width | 'width': 10 is not allowed: 0 to 9",
                    fault("title", "Sea", "others", list(1, map("width", 10))));
        }

        @Test
        void ofFieldsThatDoNotFitStandsAtTheFieldNamed() {
            assertEquals("2:10 picture.frame.colour | a frame of width 0 has no colour",
                    fault("title", "Sea", "frame", map("width", 0, "colour", "dark-blue")));
        }

        @Test
        void ofTheWholeSectionStandsAtTheSection() {
            assertEquals("1:1 picture.frame | a frame of width 9 does not fit",
                    fault("title", "Sea", "frame", map("width", 9)));
        }

        @Test
        void doesNotHideAnother() {
            assertEquals(Optional.empty(),
                    bind(map("titel", "Sea", "stars", "many", "frame", map("width", 11), "sold", 1)));
            assertEquals(
                    List.of("picture.titel", "picture.stars", "picture.frame.width", "picture.sold", "picture.title"),
                    findings.stream().map(Finding::path).toList());
        }

        @Test
        void ofANumberTooLongToReckonWithIsFoundAtOnce() {
            Scalar huge = new Scalar(Scalar.Kind.INTEGER, "9".repeat(4_000_000), Position.NONE);
            assertEquals("0:0 picture.views | 'views': a number of 4000000 characters is too long",
                    fault("title", "Sea", "views", huge));
        }

        @Test
        void ofAnExponentBeyondReasonIsFoundAtOnce() {
            Scalar huge = new Scalar(Scalar.Kind.DECIMAL, "1e999999999", Position.NONE);
            assertEquals(
                    "0:0 picture.shownSeconds | 'shownSeconds': 1e999999999 seconds is not allowed: 0 to 1000000000",
                    fault("title", "Sea", "shownSeconds", huge));
        }

        @Test
        void ofANumberThatIsNoneNamesIt() {
            Scalar infinite = new Scalar(Scalar.Kind.DECIMAL, ".inf", Position.NONE);
            assertEquals("0:0 picture.price | 'price': .inf is no finite number",
                    fault("title", "Sea", "price", infinite));
        }
    }

    @Nested
    class Printing {
        @Test
        void leavesOutWhatIsAsIfLeftOut() {
            assertEquals(map("title", "Sea"),
                    PICTURE.print(bind(map("title", "Sea", "frame", 1, "price", 1)).orElseThrow()));
        }

        @Test
        void usesOwnNamesInTheOrderOfTheComponents() {
            Mapping printed = PICTURE
                    .print(bind(map("signal", "KILL", "bytes", 2048, "shownSeconds", 3, "frame", 4, "stars",
                            2, "title", "8080")).orElseThrow());
            assertEquals("{title='8080', stars=2, frame={width=4}, shownSeconds=3, size='2Ki', signal='SIGKILL'}",
                    printed.toString());
        }

        @Test
        void writesAValueClassThatLooksLikeANumberAsOne() {
            record Named(Label name, ByteSize size) {}
            SectionType<Named> type = SectionType.of(MethodHandles.lookup(), Named.class);
            assertEquals(map("name", 12, "size", 7), type.print(new Named(new Label("12"), new ByteSize(7))));
        }

        @Test
        void putsTheRestBack() {
            Mapping written = map("type", "y", "port", 1, "path", "/");
            assertEquals(written, OPEN.print(OPEN.bind(written, "", findings::add).orElseThrow()));
        }
    }

    @Nested
    class Documentation {
        @Test
        void isDerivedFromTheComponents() {
            List<String> lines = PICTURE.fields().stream().map(field -> String.join(" ", field.key(), field.type(),
                    field.required() ? "required" : "optional", field.byDefault().orElse("-"),
                    field.allowed().toString(),
                    field.doc())).toList();
            assertEquals("title string required - [] What it is called.", lines.get(0));
            assertEquals("stars integer optional - [] ", lines.get(1));
            assertEquals("frame section optional - [] ", lines.get(2));
            assertEquals("others list of section optional - [] ", lines.get(4));
            assertEquals("shownSeconds seconds optional 2.5 [] ", lines.get(5));
            assertEquals("size byte size optional - [] ", lines.get(6));
            assertEquals("notes map of string optional - [] ", lines.get(7));
            assertEquals(List.of("width", "colour"),
                    PICTURE.fields().get(4).fields().stream().map(Field::key).toList());
            assertEquals(List.of("red", "dark-blue"), PICTURE.fields().get(2).fields().get(1).allowed());
            assertTrue(PICTURE.fields().get(10).allowed().contains("SIGTERM"));
        }

        @Test
        void leavesOutTheRest() {
            assertEquals(List.of("type"), OPEN.fields().stream().map(Field::key).toList());
        }
    }

    @Nested
    class ARecordThatIsNoSchema {
        private record Unwritable(Thread thread) {}

        private record Endless(List<Endless> more) {}

        private record BadDefault(@Default("11") @Range(max = 9) int width) {}

        private record TwoOfAName(int a, @Key("a") int b) {}

        private String refusal(Class<? extends Record> record) {
            return assertThrows(IllegalArgumentException.class, () -> SectionType.of(MethodHandles.lookup(), record))
                    .getMessage();
        }

        @Test
        void isRefusedWithItsReason() {
            assertTrue(refusal(Unwritable.class).contains("has the type java.lang.Thread, which cannot be written"));
            assertTrue(refusal(Endless.class).endsWith("holds itself"));
            assertTrue(refusal(BadDefault.class).contains("cannot have the default '11'"));
            assertTrue(refusal(TwoOfAName.class).endsWith("has two fields named 'a'"));
        }
    }
}
