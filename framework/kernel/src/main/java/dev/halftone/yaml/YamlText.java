package dev.halftone.yaml;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML 1.2 document as a tree. Anchors, aliases, tags, merge keys and a second document
 * are problems: an experiment says everything once, in one place.
 */
public final class YamlText {
    /** Deeper nesting is a mistake or an attack. */
    private static final int DEEPEST = 40;

    private static final String UNREAD = "not-supported";

    private final Source source;
    private final ParserImpl events;
    private final Findings findings;

    private YamlText(Source source, String text, Findings findings) {
        LoadSettings settings =
                LoadSettings.builder().setLabel(source.file()).setUseMarks(true).build();
        this.source = source;
        this.events = new ParserImpl(settings, new StreamReader(settings, text));
        this.findings = findings;
    }

    /** The document; none if it is empty or cannot be read, which is told as problems. */
    public static Optional<Tree> read(Source source, String text, Findings findings) {
        int before = findings.count();
        try {
            Optional<Tree> tree = new YamlText(source, text, findings).document();
            boolean clear = findings.since(before).stream().noneMatch(p -> p.code().equals(UNREAD));
            return tree.filter(t -> clear);
        } catch (MarkedYamlEngineException e) {
            findings.add(Syntax.problem(e, source));
        } catch (TooDeep e) {
            findings.add(
                    "syntax",
                    e.spot,
                    "this is nested more than " + DEEPEST + " levels deep",
                    Optional.empty());
        } catch (YamlEngineException e) {
            findings.add(Syntax.problem(e, source, text));
        }
        return Optional.empty();
    }

    private Optional<Tree> document() {
        events.next();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return Optional.empty();
        }
        events.next();
        Tree tree = value(0);
        events.next();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            findings.add(
                    "several-documents",
                    spot(events.peekEvent()),
                    "a second document begins here",
                    Optional.of("one file holds one experiment: remove '---'"));
        }
        return Optional.of(tree);
    }

    private Tree value(int depth) {
        Event event = events.next();
        if (depth > DEEPEST) {
            throw new TooDeep(spot(event));
        }
        refuse((NodeEvent) event);
        if (event instanceof ScalarEvent scalar) {
            return Scalars.of(scalar.getValue(), scalar.isPlain(), spot(event));
        }
        if (event.getEventId() == Event.ID.SequenceStart) {
            return items(event, depth);
        }
        if (event.getEventId() == Event.ID.MappingStart) {
            return fields(event, depth);
        }
        return Scalars.of("", true, spot(event));
    }

    private Tree items(Event start, int depth) {
        List<Tree> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(value(depth + 1));
        }
        return new Tree.Items(List.copyOf(items), whole(start, events.next()));
    }

    private Tree fields(Event start, int depth) {
        List<Tree.Field> fields = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Tree key = value(depth + 1);
            Tree value = value(depth + 1);
            keyOf(key)
                    .filter(name -> isNew(name, names))
                    .ifPresent(name -> fields.add(new Tree.Field(name, value)));
        }
        return new Tree.Fields(List.copyOf(fields), whole(start, events.next()));
    }

    private Optional<Tree.Scalar> keyOf(Tree key) {
        if (!(key instanceof Tree.Scalar scalar)) {
            findings.add(
                    "syntax",
                    key.spot(),
                    "a key is a word, not " + key.words(),
                    Optional.of("a value with braces or brackets needs quotes"));
            return Optional.empty();
        }
        if (scalar.plain() && scalar.text().equals("<<")) {
            findings.add(
                    UNREAD,
                    key.spot(),
                    "merge keys are not read",
                    Optional.of("use 'extends: other.yaml'"));
            return Optional.empty();
        }
        return Optional.of(scalar);
    }

    private boolean isNew(Tree.Scalar key, Map<String, Integer> names) {
        Integer first = names.putIfAbsent(key.text(), key.spot().line());
        if (first == null) {
            return true;
        }
        findings.add(
                "duplicate-key",
                key.spot(),
                "'" + key.text() + "' is given twice",
                Optional.of("line " + first + " gives it too: keep one of the two"));
        return false;
    }

    private void refuse(NodeEvent event) {
        boolean alias = event.getEventId() == Event.ID.Alias;
        if (alias || event.getAnchor().isPresent()) {
            findings.add(
                    UNREAD,
                    spot(event),
                    (alias ? "aliases" : "anchors") + " are not read",
                    Optional.of(
                            alias
                                    ? "write the value out; a text that begins with '*' needs quotes"
                                    : "write the value without '&'"));
        }
        Optional<String> tag =
                event instanceof ScalarEvent scalar
                        ? scalar.getTag()
                        : event instanceof CollectionStartEvent start
                                ? start.getTag()
                                : Optional.empty();
        if (tag.isPresent()) {
            findings.add(
                    UNREAD,
                    spot(event),
                    "tags are not read",
                    Optional.of("write the value without '!'"));
        }
    }

    private Spot spot(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        Mark end = event.getEndMark().orElseThrow();
        return source.between(start.getLine(), start.getColumn(), end.getLine(), end.getColumn());
    }

    private Spot whole(Event start, Event end) {
        Mark from = start.getStartMark().orElseThrow();
        Mark to = end.getEndMark().orElseThrow();
        return source.between(from.getLine(), from.getColumn(), to.getLine(), to.getColumn());
    }

    /** Ends reading of a text that is nested too deeply. */
    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Spot spot;

        TooDeep(Spot spot) {
            this.spot = spot;
        }
    }
}
