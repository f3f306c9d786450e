package dev.halftone.fusion;

import dev.halftone.fusion.Fusion.Match;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/** x · ½ · (1 + erf(x / √2)), in any order of the products. */
final class Gelus {
    private static final double ROOT = Math.sqrt(0.5);

    private final Surroundings around;

    Gelus(Surroundings around) {
        this.around = around;
    }

    Optional<Match> at(Node erf) {
        Optional<String> x =
                around.maker(erf.input(0), "Div")
                        .or(() -> around.maker(erf.input(0), "Mul"))
                        .flatMap(scaling -> around.scaled(scaling, ROOT));
        Optional<Node> sum =
                around.reader(erf, "Add")
                        .filter(add -> around.beside(add, 1).equals(Optional.of(erf.output())));
        if (x.isEmpty() || sum.isEmpty()) {
            return Optional.empty();
        }
        return last(sum.get(), x.get())
                .map(
                        end ->
                                new Match(
                                        end,
                                        Surroundings.instead(
                                                end,
                                                erf,
                                                "Gelu",
                                                List.of(x.get()),
                                                Attributes.NONE)));
    }

    /** The node that makes ½ · x · sum. */
    private Optional<Node> last(Node sum, String x) {
        Optional<Node> halved = around.scaling(sum, 0.5);
        if (halved.isPresent()) {
            return around.reader(halved.get(), "Mul")
                    .filter(mul -> Surroundings.other(mul, halved.get().output()).equals(x));
        }
        Optional<Node> product = around.reader(sum, "Mul");
        if (product.isEmpty()) {
            return Optional.empty();
        }
        String other = Surroundings.other(product.get(), sum.output());
        if (other.equals(x)) {
            return around.scaling(product.get(), 0.5);
        }
        boolean half =
                around.maker(other, "Mul")
                        .or(() -> around.maker(other, "Div"))
                        .flatMap(node -> around.scaled(node, 0.5))
                        .equals(Optional.of(x));
        return half ? product : Optional.empty();
    }
}
