package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * If, Loop and Scan: graphs within a node, run when or as often as the node says. A node's inputs
 * are those of ONNX, as many as the attribute {@code operands} says, and behind them every value
 * around it that its graphs read. Nothing within has sites.
 */
final class Flow {
    static final Map<String, Operator> OPERATORS =
            Map.of("If", Flow::choose, "Loop", Flow::loop, "Scan", Flow::scan);

    private static final String STACKED =
            """
            def stacked(parts: List[Tensor], axis: int, turned: bool, like: Tensor) -> Tensor:
              r = torch.new_zeros(like, [0])
              if len(parts) > 0:
                if turned:
                  _ = torch.reverse(parts)
                r = torch.stack(parts, axis)
              return r
            """;

    private Flow() {}

    private static int operands(Emission e) {
        return (int) e.attributes().integer("operands", e.inputs());
    }

    /** A graph that is called with some values, and with those around the node. */
    private static Inner inner(Emission e, String attribute, List<String> given) {
        List<String> all = new ArrayList<>(given);
        for (int i = operands(e); i < e.inputs(); i++) {
            all.add(e.in(i));
        }
        return e.inner(attribute, all);
    }

    private static void block(Emission e, List<String> lines) {
        lines.forEach(line -> e.line("  " + line));
    }

    private static void choose(Emission e) {
        Inner then = inner(e, "then_branch", List.of());
        Inner other = inner(e, "else_branch", List.of());
        e.line("if bool(%s):", e.in(0));
        branch(e, then);
        e.line("else:");
        branch(e, other);
    }

    private static void branch(Emission e, Inner inner) {
        block(e, inner.lines());
        for (int i = 0; i < e.node().outputs().size(); i++) {
            e.line("  %s = %s", e.out(i), inner.outputs().get(i));
        }
    }

    /** Until the count is reached or the graph within says that it is enough. */
    private static void loop(Emission e) {
        int carried = operands(e) - 2;
        String count = e.let(e.has(0) ? "int(" + e.in(0) + ")" : "9223372036854775807");
        String so = e.has(1) ? e.in(1) : "torch.ones([], dtype=11, device=" + e.device() + ")";
        String goes = e.let(so);
        String at = e.let("0");
        String time = e.let("torch.zeros([], dtype=4, layout=None, device=%s)", e.device());
        List<String> states = states(e, 2, carried);
        List<String> given = new ArrayList<>(List.of(time, goes));
        given.addAll(states);
        Inner inner = inner(e, "body", given);
        List<String> lists = lists(e, inner.outputs().size() - 1 - carried);
        e.line("while %s < %s and bool(%s):", at, count, goes);
        e.line("  %s = torch.full_like(%s, %s)", time, time, at);
        List<String> targets = new ArrayList<>(List.of(goes));
        targets.addAll(states);
        turn(e, inner, targets, lists);
        e.line("  %s = %s + 1", at, at);
        give(e, states, lists, Collections.nCopies(lists.size(), 0L), List.of());
    }

    /** Once for every slice of some inputs. */
    private static void scan(Emission e) {
        int operands = operands(e);
        int slices = (int) e.attributes().integer("num_scan_inputs", 1);
        int carried = operands - slices;
        List<String> states = states(e, 0, carried);
        List<Long> axes = each(e, "scan_input_axes", slices);
        List<Long> back = each(e, "scan_input_directions", slices);
        String at = e.let("0");
        String count = e.let("torch.size(%s, %d)", e.in(carried), axes.get(0));
        List<String> given = new ArrayList<>(states);
        List<String> cut = new ArrayList<>();
        for (int i = 0; i < slices; i++) {
            String place = back.get(i) == 1 ? count + " - 1 - " + at : at;
            String slice = e.let("%s", e.in(carried + i));
            given.add(slice);
            cut.add(
                    "%s = torch.select(%s, %d, %s)"
                            .formatted(slice, e.in(carried + i), axes.get(i), place));
        }
        Inner inner = inner(e, "body", given);
        List<String> lists = lists(e, inner.outputs().size() - carried);
        e.line("while %s < %s:", at, count);
        block(e, cut);
        turn(e, inner, states, lists);
        e.line("  %s = %s + 1", at, at);
        List<Long> outward = each(e, "scan_output_axes", lists.size());
        give(e, states, lists, outward, each(e, "scan_output_directions", lists.size()));
    }

    private static List<Long> each(Emission e, String name, int count) {
        List<Long> values = e.attributes().integers(name).orElse(Collections.nCopies(count, 0L));
        if (values.size() != count) {
            throw e.unsupported("has %d %s, not %d".formatted(values.size(), name, count));
        }
        return values;
    }

    private static List<String> states(Emission e, int first, int count) {
        List<String> states = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            states.add(e.let("%s", e.in(first + i)));
        }
        return states;
    }

    private static List<String> lists(Emission e, int count) {
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(e.let("annotate(List[Tensor], [])"));
        }
        return lists;
    }

    /** One turn; a state may become what another one was. */
    private static void turn(Emission e, Inner inner, List<String> states, List<String> lists) {
        block(e, inner.lines());
        List<String> made = inner.outputs();
        for (int i = 0; i < states.size(); i++) {
            e.line("  %sn = %s", states.get(i), made.get(i));
        }
        for (String state : states) {
            e.line("  %s = %sn", state, state);
        }
        for (int i = 0; i < lists.size(); i++) {
            e.line("  _ = torch.append(%s, %s)", lists.get(i), made.get(states.size() + i));
        }
    }

    private static void give(
            Emission e,
            List<String> states,
            List<String> lists,
            List<Long> axes,
            List<Long> turned) {
        String stacked = e.helper("stacked", STACKED);
        String like = e.let("torch.zeros([], dtype=6, layout=None, device=%s)", e.device());
        for (int i = 0; i < e.node().outputs().size(); i++) {
            int list = i - states.size();
            if (list < 0) {
                e.line("%s = %s", e.out(i), states.get(i));
            } else {
                String back = Literals.of(!turned.isEmpty() && turned.get(list) == 1);
                e.line(
                        "%s = %s(%s, %d, %s, %s)",
                        e.out(i), stacked, lists.get(list), axes.get(list), back, like);
            }
        }
    }
}
