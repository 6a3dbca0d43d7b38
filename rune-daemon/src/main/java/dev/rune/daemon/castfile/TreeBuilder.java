package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Builds trees from the events of one file. One thread. */
final class TreeBuilder {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ALIASES = 100;
    /** A thousand large services; with aliases written out. */
    private static final int MAX_NODES = 100_000;
    private static final int MAX_KEY = 1024;

    private final String source;
    private final Iterator<Event> events;
    private final Consumer<Finding> findings;
    private final Map<Anchor, Built> anchors = new HashMap<>();
    /** The anchors of what is being built: an alias to one of them would have no end. */
    private final Set<Anchor> open = new HashSet<>();
    private int aliases;
    private long nodes;

    /**
     * A tree with what it costs.
     *
     * @param node  the tree
     * @param size  how many nodes it has, its aliases written out
     * @param depth how many levels it has
     */
    private record Built(Node node, long size, int depth) {}

    TreeBuilder(String source, Iterator<Event> events, Consumer<Finding> findings) {
        this.source = source;
        this.events = events;
        this.findings = findings;
    }

    /** The next document; empty when there is none. */
    Optional<Node> document() {
        anchors.clear();
        Event event = events.next();
        while (event.getEventId() != Event.ID.DocumentStart) {
            if (event.getEventId() == Event.ID.StreamEnd) {
                return Optional.empty();
            }
            event = events.next();
        }
        return Optional.of(build(events.next(), 1).node());
    }

    static boolean isNothing(Node node) {
        return node instanceof Scalar scalar && scalar.kind() == Scalar.Kind.NULL;
    }

    private Built build(Event event, int depth) {
        Position position = position(event);
        if (event instanceof AliasEvent alias) {
            return resolve(alias, depth);
        }
        count(1, position);
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        anchor.ifPresent(open::add);
        Built built = switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case MappingStartEvent mapping -> mapping(mapping, depth);
            default -> sequence((CollectionStartEvent) event, depth);
        };
        anchor.ifPresent(name -> {
            open.remove(name);
            anchors.put(name, built);
        });
        return built;
    }

    private Built scalar(ScalarEvent event) {
        refuseTag(event.getTag(), position(event));
        Scalar scalar = event.isPlain()
                ? Scalar.plain(event.getValue(), position(event))
                : new Scalar(Scalar.Kind.STRING, event.getValue(), position(event));
        return new Built(scalar, 1, 0);
    }

    private Built sequence(CollectionStartEvent start, int depth) {
        begin(start, depth);
        List<Node> items = new ArrayList<>();
        long size = 1;
        int below = 0;
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            Built item = build(event, depth + 1);
            items.add(item.node());
            size += item.size();
            below = Math.max(below, item.depth());
        }
        return new Built(new Sequence(items, position(start)), size, below + 1);
    }

    private Built mapping(MappingStartEvent start, int depth) {
        begin(start, depth);
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        long size = 1;
        int below = 0;
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Position keyPosition = position(event);
            boolean plain = event instanceof ScalarEvent scalar && scalar.isPlain();
            Optional<String> key = key(build(event, depth + 1).node(), keyPosition, plain);
            Built value = build(events.next(), depth + 1);
            key.ifPresent(name -> add(entries, new Mapping.Entry(name, keyPosition, value.node())));
            size += 1 + value.size();
            below = Math.max(below, value.depth());
        }
        return new Built(new Mapping(entries.values(), position(start)), size, below + 1);
    }

    private void begin(CollectionStartEvent start, int depth) {
        refuseTag(start.getTag(), position(start));
        if (depth > MAX_DEPTH) {
            throw tooDeep(position(start));
        }
    }

    /** The text of a key; empty where it is a fault. */
    private Optional<String> key(Node node, Position position, boolean plain) {
        if (!(node instanceof Scalar scalar)) {
            return fault(position,
                    "a key is a single word, not a list or a mapping; is a text in braces to be quoted?");
        }
        if (scalar.kind() == Scalar.Kind.NULL) {
            return fault(position, scalar.text().isEmpty()
                    ? "there is no key before the colon"
                    : "a key cannot be " + scalar.text() + "; write '" + scalar.text() + "' in quotes if it is a word");
        }
        if (plain && scalar.text().equals("<<")) {
            return fault(position,
                    "merge keys (<<) are not known here; repeat the keys, or use an alias for a whole value");
        }
        return scalar.text().length() <= MAX_KEY
                ? Optional.of(scalar.text())
                : fault(position,
                        "a key of " + scalar.text().length() + " characters; at most " + MAX_KEY + " are allowed");
    }

    private void add(Map<String, Mapping.Entry> entries, Mapping.Entry entry) {
        Mapping.Entry first = entries.putIfAbsent(entry.key(), entry);
        if (first != null) {
            fault(entry.keyPosition(), "the key '" + entry.key() + "' stands twice; the first is in line "
                    + first.keyPosition().line());
        }
    }

    private Built resolve(AliasEvent event, int depth) {
        Position position = position(event);
        Anchor name = event.getAlias();
        if (++aliases > MAX_ALIASES) {
            throw new UnreadableException(
                    Finding.of(position, "", "more than " + MAX_ALIASES + " aliases in one file"));
        }
        if (open.contains(name)) {
            throw new UnreadableException(Finding.of(position, "", "the alias *" + name.getValue()
                    + " stands inside of what it stands for"));
        }
        Built target = anchors.get(name);
        if (target == null) {
            throw new UnreadableException(Finding.of(position, "", "the alias *" + name.getValue()
                    + " stands for nothing: no &" + name.getValue() + " before it in this document"));
        }
        count(target.size(), position);
        if (depth - 1 + target.depth() > MAX_DEPTH) {
            throw tooDeep(position);
        }
        return target;
    }

    private void count(long more, Position position) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new UnreadableException(Finding.of(position, "", "more than " + MAX_NODES
                    + " values in one file, aliases written out; divide it"));
        }
    }

    private void refuseTag(Optional<String> tag, Position position) {
        tag.ifPresent(name -> fault(position, "tags are not known here: write the value without "
                + name.replace("tag:yaml.org,2002:", "!!") + ", and a text that looks like a number in quotes"));
    }

    private static UnreadableException tooDeep(Position position) {
        return new UnreadableException(Finding.of(position, "", "lists and mappings are nested more than " + MAX_DEPTH
                + " deep"));
    }

    private <T> Optional<T> fault(Position position, String message) {
        findings.accept(Finding.of(position, "", message));
        return Optional.empty();
    }

    private Position position(Event event) {
        return event.getStartMark().map(mark -> YamlReader.position(source, mark)).orElse(new Position(source, 0, 0));
    }
}
