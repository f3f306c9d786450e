package dev.halftone.experiment;

import dev.halftone.problem.Spot;
import dev.halftone.yaml.Tree;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where every value stands, by its path: {@code model}, {@code quantize[1].sites[0]}. */
final class Spots {
    private final Map<String, Spot> spots = new LinkedHashMap<>();

    private Spots() {}

    /** Keys of maps stand for their values where these are maps or lists. */
    static Map<String, Spot> of(Tree.Fields experiment) {
        Spots spots = new Spots();
        spots.visit("", experiment);
        return Map.copyOf(spots.spots);
    }

    private void visit(String path, Tree tree) {
        if (tree instanceof Tree.Fields fields) {
            for (Tree.Field field : fields.fields()) {
                String here = path.isEmpty() ? field.name() : path + "." + field.name();
                boolean scalar = field.value() instanceof Tree.Scalar s && !s.text().isEmpty();
                spots.put(here, scalar ? field.value().spot() : field.key().spot());
                visit(here, field.value());
            }
        } else if (tree instanceof Tree.Items items) {
            for (int i = 0; i < items.items().size(); i++) {
                Tree item = items.items().get(i);
                spots.put(path + "[" + i + "]", item.spot());
                visit(path + "[" + i + "]", item);
            }
        }
    }
}
