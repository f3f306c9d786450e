package dev.halftone.experiment;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Kind;
import dev.halftone.catalog.ParameterType;
import dev.halftone.problem.Spot;
import dev.halftone.site.Selector;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code quantize}: the steps, in order. */
final class Steps {
    private static final Set<String> BESIDE = Set.of("sites", "because");

    private final Binder binder;
    private final Findings findings;

    Steps(Binder binder, Findings findings) {
        this.binder = binder;
        this.findings = findings;
    }

    List<Step> read(Tree tree) {
        if (!(tree instanceof Tree.Items items)) {
            boolean nothing = tree instanceof Tree.Scalar s && s.is(Tree.Kind.NOTHING);
            findings.add(
                    "wrong-type",
                    tree.spot(),
                    "'quantize' takes a list of steps" + tree.instead(),
                    Optional.of(
                            nothing
                                    ? "leave 'quantize' out for a float run"
                                    : "begin each step with '- '"));
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < items.items().size(); i++) {
            step(i, items.items().get(i)).ifPresent(steps::add);
        }
        return List.copyOf(steps);
    }

    private Optional<Step> step(int index, Tree tree) {
        String place = "'quantize[" + index + "]'";
        List<Selector> sites =
                beside(tree, "sites").map(t -> new Selectors(findings).read(t)).orElse(List.of());
        Optional<String> because = beside(tree, "because").flatMap(this::reason);
        return binder.use(Kind.QUANTIZER, Object.class, tree, place, BESIDE)
                .map(
                        made ->
                                new Step(
                                        index,
                                        PluginUse.of(made, Object.class),
                                        sites,
                                        because,
                                        spot(tree, made.plugin().id())));
    }

    private static Optional<Tree> beside(Tree tree, String key) {
        return tree instanceof Tree.Fields fields
                ? fields.find(key).map(Tree.Field::value)
                : Optional.empty();
    }

    private Optional<String> reason(Tree tree) {
        return binder.value(
                        ParameterType.of(String.class, 0, 0),
                        tree,
                        "because",
                        "the reason, for the report")
                .map(String.class::cast);
    }

    private static Spot spot(Tree tree, String id) {
        return tree instanceof Tree.Fields fields
                ? fields.find(id).map(field -> field.key().spot()).orElse(tree.spot())
                : tree.spot();
    }
}
