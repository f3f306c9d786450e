package dev.halftone.coco;

import dev.halftone.data.Annotated;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is in each picture of a file of annotations. */
public final class Truth {
    private final Annotations annotations;
    private final boolean masks;
    private final boolean federated;
    private final Map<Long, Frequency> frequencies;

    /**
     * @param masks whether masks are drawn
     * @param federated whether the file says which categories were looked for, as LVIS does
     * @throws ProblemException when it should, and does not
     */
    public Truth(Annotations annotations, boolean masks, boolean federated) {
        this.annotations = annotations;
        this.masks = masks;
        this.federated = federated;
        this.frequencies = federated ? frequencies(annotations) : Map.of();
    }

    private static Map<Long, Frequency> frequencies(Annotations annotations) {
        Map<Long, Frequency> frequencies = new HashMap<>();
        annotations
                .categories()
                .forEach(
                        (id, category) ->
                                frequencies.put(
                                        id,
                                        category.frequency()
                                                .orElseThrow(
                                                        () ->
                                                                noLvis(
                                                                        annotations,
                                                                        "category " + id,
                                                                        "frequency"))));
        return Map.copyOf(frequencies);
    }

    private static ProblemException noLvis(Annotations annotations, String what, String key) {
        return new ProblemException(
                Problem.of(
                                Unreadable.CODE,
                                "%s of '%s' should have '%s', but has not"
                                        .formatted(what, annotations.file(), key))
                        .hint("files of LVIS have it; is it one of COCO?"));
    }

    /** The things in a picture, without prompts. */
    public Instances in(PictureEntry picture) {
        if (masks) {
            checkSize(picture);
        }
        List<Instance> all =
                annotations.in(picture.id()).stream()
                        .map(
                                one ->
                                        masks
                                                ? one.drawn(picture.width(), picture.height())
                                                : one.plain())
                        .toList();
        return new Instances(
                picture.id(),
                picture.width(),
                picture.height(),
                all,
                List.of(),
                federated ? Optional.of(annotated(picture)) : Optional.empty());
    }

    /** Without a picture's size no mask can be drawn. */
    void checkSize(PictureEntry picture) {
        if (picture.width() < 1 || picture.height() < 1) {
            throw Unreadable.problem(
                    "image %d of '%s' should have 'width' and 'height' of at least 1"
                            .formatted(picture.id(), annotations.file()));
        }
    }

    private Annotated annotated(PictureEntry picture) {
        String what = "image " + picture.id();
        Set<Long> absent =
                picture.absent().orElseThrow(() -> noLvis(annotations, what, "neg_category_ids"));
        Set<Long> unfinished =
                picture.unfinished()
                        .orElseThrow(
                                () -> noLvis(annotations, what, "not_exhaustive_category_ids"));
        return new Annotated(absent, unfinished, frequencies);
    }
}
