package dev.halftone.fusion;

import dev.halftone.fusion.Fusion.Match;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/** x · clamp(x + 3, 0, 6) / 6, in any order, and x · HardSigmoid(x) with a slope of ⅙. */
final class HardSwishes {
    private static final double SIXTH = 1 / 6.0;

    private final Surroundings around;
    private final Numbers numbers;

    HardSwishes(Surroundings around, Numbers numbers) {
        this.around = around;
        this.numbers = numbers;
    }

    /** From the HardSigmoid. */
    Optional<Match> factor(Node gate) {
        double slope = gate.attributes().real("alpha", 0.2);
        boolean fits = Math.abs(slope - SIXTH) < 1e-6 && gate.attributes().real("beta", 0.5) == 0.5;
        String x = gate.input(0);
        return fits ? times(gate, x).map(end -> match(gate, end, x)) : Optional.empty();
    }

    /** From the Clip. */
    Optional<Match> clip(Node clip) {
        boolean fits =
                numbers.is(clip.input(2), 6)
                        && numbers.number(clip.input(1)).equals(Optional.of(0.0));
        Optional<String> x =
                around.maker(clip.input(0), "Add").flatMap(add -> around.beside(add, 3));
        if (!fits || x.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> divided = around.scaling(clip, SIXTH).flatMap(next -> times(next, x.get()));
        return divided.or(() -> times(clip, x.get()).flatMap(next -> around.scaling(next, SIXTH)))
                .map(end -> match(clip, end, x.get()));
    }

    private Optional<Node> times(Node node, String x) {
        return around.reader(node, "Mul")
                .filter(mul -> Surroundings.other(mul, node.output()).equals(x));
    }

    private static Match match(Node named, Node end, String x) {
        return new Match(
                end, Surroundings.instead(end, named, "HardSwish", List.of(x), Attributes.NONE));
    }
}
