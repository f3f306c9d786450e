package dev.halftone.coco;

import dev.halftone.data.Box;
import dev.halftone.data.Instance;
import dev.halftone.data.Prompt;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.prompt.Prompts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked about the pictures of COCO and LVIS: for the annotated things, crowds too, of at
 * least one pixel; or for what a detector found.
 */
public record Asking(
        @Param(
                        doc = "What is asked: boxes, points or both of what is annotated.",
                        byDefault = "boxes")
                Prompts prompts,
        @Param(doc = "Results of a detector, in COCO's format: asks for these boxes instead.")
                Optional<Path> detections,
        @Param(doc = "How detections tell categories: ids, or indices from 0.", byDefault = "ids")
                Categories categories,
        @Param(doc = "How many detections of a picture, the surest first.", min = 1)
                Optional<Integer> most,
        @Param(doc = "Least score of a detection.") Optional<Double> leastScore) {
    private static final double LEAST_AREA = 1;

    /** How categories are told. */
    public enum Categories {
        IDS,
        INDICES
    }

    /** Where prompts come from. */
    interface Source {
        List<Prompt> prompts(PictureEntry picture, List<Instance> instances);
    }

    Source source(Annotations annotations) {
        if (detections.isEmpty()) {
            return (picture, instances) -> annotated(instances);
        }
        Results results = Results.read(detections.get(), annotations, true);
        if (results.found().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-detections",
                                    "'%s' has no result for any picture of '%s'"
                                            .formatted(detections.get(), annotations.file()))
                            .hint("are they of another split?"));
        }
        List<Long> ids = annotations.categories().keySet().stream().sorted().toList();
        return (picture, instances) -> detected(results, ids, picture);
    }

    private List<Prompt> annotated(List<Instance> instances) {
        return prompts.of(instances).stream()
                .filter(
                        prompt ->
                                instances.get(prompt.instance().orElseThrow()).area() >= LEAST_AREA)
                .toList();
    }

    /** Where nothing was found a box of no size is asked for, of a category that does not count. */
    private List<Prompt> detected(Results results, List<Long> ids, PictureEntry picture) {
        List<Prompt> all = new ArrayList<>();
        for (Results.Found one : results.found().getOrDefault(picture.id(), List.of())) {
            if (one.box().isPresent() && one.score() >= leastScore.orElse(one.score())) {
                all.add(Prompt.box(one.box().get(), one.score(), category(one, ids), NONE));
            }
        }
        all.sort(Comparator.comparingDouble(Prompt::score).reversed());
        if (all.isEmpty()) {
            return List.of(Prompt.box(new Box(0, 0, 0, 0), 0, NO_CATEGORY, NONE));
        }
        return List.copyOf(all.subList(0, Math.min(all.size(), most.orElse(all.size()))));
    }

    private static final OptionalInt NONE = OptionalInt.empty();
    private static final long NO_CATEGORY = -1;

    private long category(Results.Found one, List<Long> ids) {
        if (categories == Categories.IDS) {
            return one.category();
        }
        if (one.category() < 0 || one.category() >= ids.size()) {
            throw Unreadable.problem(
                    "'category_id' of %s should be an index from 0 to %d, but is %d"
                            .formatted(one.where(), ids.size() - 1, one.category()));
        }
        return ids.get((int) one.category());
    }
}
