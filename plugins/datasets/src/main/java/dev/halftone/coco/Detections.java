package dev.halftone.coco;

import dev.halftone.data.Box;
import dev.halftone.data.Instance;
import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import dev.halftone.detect.Detector;
import dev.halftone.detect.Found;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Asks for the boxes that a detector finds in pictures when they are looked at. A picture looked at
 * again is not searched again.
 *
 * @param detector that finds them
 * @param numbers of categories, by the detector's index
 * @param least score
 * @param overlap most that two boxes of one category may share
 * @param most boxes of a picture
 * @param known what was found so far, by picture
 */
record Detections(
        Detector detector,
        List<Long> numbers,
        double least,
        double overlap,
        Optional<Integer> most,
        Map<Long, List<Prompt>> known)
        implements Source {
    private static final OptionalInt NONE = OptionalInt.empty();
    private static final long NO_CATEGORY = -1;

    /**
     * Of a detector that is closed with the source, or when the annotations' categories are others.
     *
     * @throws ProblemException when they are
     */
    static Detections of(
            Detector detector,
            Annotations annotations,
            double least,
            double overlap,
            Optional<Integer> most) {
        List<Long> numbers = annotations.categories().keySet().stream().sorted().toList();
        int apart = detector.categories();
        if (apart != numbers.size()) {
            detector.close();
            throw new ProblemException(
                    Problem.of(
                                    "other-categories",
                                    "the detector should tell apart the %d categories of '%s', but it tells apart %d"
                                            .formatted(numbers.size(), annotations.file(), apart))
                            .hint("its indices count the categories by their ids"));
        }
        return new Detections(detector, numbers, least, overlap, most, new ConcurrentHashMap<>());
    }

    @Override
    public List<Prompt> prompts(
            PictureEntry picture, List<Instance> instances, Supplier<Picture> pixels) {
        return known.computeIfAbsent(picture.id(), any -> found(pixels.get()));
    }

    private List<Prompt> found(Picture picture) {
        List<Prompt> all = new ArrayList<>();
        for (Found one : detector.in(picture, least, overlap)) {
            all.add(Prompt.box(one.box(), one.score(), numbers.get(one.category()), NONE));
        }
        return all.isEmpty()
                ? nothing()
                : all.subList(0, Math.min(all.size(), most.orElse(all.size())));
    }

    /** Where nothing was found a box of no size is asked for, of a category that does not count. */
    static List<Prompt> nothing() {
        return List.of(Prompt.box(new Box(0, 0, 0, 0), 0, NO_CATEGORY, NONE));
    }

    @Override
    public Optional<String> mark() {
        return Optional.of(
                "%s %s %s %s".formatted(detector.sha256(), least, overlap, most.orElse(-1)));
    }

    @Override
    public void close() {
        detector.close();
    }
}
