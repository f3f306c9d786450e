package dev.halftone.coco;

import dev.halftone.data.Instance;
import dev.halftone.data.Prompt;
import dev.halftone.detect.Detector;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Networks;
import dev.halftone.prompt.Prompts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked about the pictures of COCO and LVIS: for the annotated things, crowds too, of at
 * least one pixel; or for what a detector found before, or finds now.
 */
public record Asking(
        @Param(
                        doc =
                                "What is asked: boxes, points or both of what is annotated,"
                                        + " or the boxes of a detector.",
                        byDefault = "boxes")
                Asked prompts,
        @Param(doc = "A YOLOX network as an ONNX file, for 'prompts: detector'.")
                Optional<Path> detector,
        @Param(
                        doc = "Most that two boxes of a detector share: of more the surer stays.",
                        byDefault = "0.65",
                        min = 0,
                        max = 1)
                double overlap,
        @Param(doc = "Results of a detector, in COCO's format: asks for these boxes instead.")
                Optional<Path> detections,
        @Param(doc = "How detections tell categories: ids, or indices from 0.", byDefault = "ids")
                Categories categories,
        @Param(doc = "How many detections of a picture, the surest first.", min = 1)
                Optional<Integer> most,
        @Param(doc = "Least score of a detection; of a detector 0.05 if it is not given.")
                Optional<Double> leastScore) {
    private static final double LEAST_AREA = 1;

    /** With which the published boxes of YOLOX were scored. */
    private static final double LEAST_SCORE = 0.05;

    public Asking {
        if ((prompts == Asked.DETECTOR) != detector.isPresent()) {
            throw new IllegalArgumentException(
                    "'prompts: detector' and 'detector', its file, come together");
        }
        if (detector.isPresent() && detections.isPresent()) {
            throw new IllegalArgumentException(
                    "boxes come from 'detections' or from 'detector', not from both");
        }
    }

    /** What prompts are made of. */
    public enum Asked {
        BOXES,
        POINTS,
        BOTH,
        DETECTOR
    }

    /** How categories are told. */
    public enum Categories {
        IDS,
        INDICES
    }

    /** Whether pictures without annotations are asked about too. */
    boolean isEverywhere() {
        return detections.isPresent() || detector.isPresent();
    }

    Source source(Annotations annotations, Optional<Networks> networks) {
        if (detector.isPresent()) {
            return Detections.of(
                    Detector.open(detector.get(), networks.orElseThrow(Asking::nothingRuns)),
                    annotations,
                    leastScore.orElse(LEAST_SCORE),
                    overlap,
                    most);
        }
        if (detections.isEmpty()) {
            Prompts kind = Prompts.valueOf(prompts.name());
            return (picture, instances, pixels) -> annotated(kind, instances);
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
        return (picture, instances, pixels) -> detected(results, ids, picture);
    }

    private static ProblemException nothingRuns() {
        return new ProblemException(
                Problem.of("no-engine", "a detector was asked for where no network can run"));
    }

    private static List<Prompt> annotated(Prompts kind, List<Instance> instances) {
        return kind.of(instances).stream()
                .filter(
                        prompt ->
                                instances.get(prompt.instance().orElseThrow()).area() >= LEAST_AREA)
                .toList();
    }

    private List<Prompt> detected(Results results, List<Long> ids, PictureEntry picture) {
        List<Prompt> all = new ArrayList<>();
        for (Results.Found one : results.found().getOrDefault(picture.id(), List.of())) {
            if (one.box().isPresent() && one.score() >= leastScore.orElse(one.score())) {
                all.add(Prompt.box(one.box().get(), one.score(), category(one, ids), NONE));
            }
        }
        all.sort(Comparator.comparingDouble(Prompt::score).reversed());
        if (all.isEmpty()) {
            return Detections.nothing();
        }
        return List.copyOf(all.subList(0, Math.min(all.size(), most.orElse(all.size()))));
    }

    private static final OptionalInt NONE = OptionalInt.empty();

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
