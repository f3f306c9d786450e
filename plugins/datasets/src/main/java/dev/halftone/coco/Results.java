package dev.halftone.coco;

import com.google.gson.stream.JsonToken;
import dev.halftone.data.Box;
import dev.halftone.data.Detection;
import dev.halftone.data.Mask;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of results: a list of {@code {image_id, category_id, score, bbox, segmentation}}, one of
 * the last two at least.
 *
 * @param file where it lies
 * @param found by picture, in the file's order
 * @param boxed whether the first has a box: then areas are those of boxes, as the originals count
 */
public record Results(Path file, Map<Long, List<Found>> found, boolean boxed) {

    /** One result, its mask not drawn yet. */
    public record Found(
            long image,
            long category,
            double score,
            Optional<Box> box,
            Optional<Segmentation> segmentation,
            Where where) {}

    /**
     * Reads a file as it streams by.
     *
     * @param pictures what results may speak of
     * @param others whether they may speak of other pictures too, which are passed over
     * @throws ProblemException when it cannot be read, lacks what it should have, or speaks of
     *     pictures it should not
     */
    public static Results read(Path file, Annotations pictures, boolean others) {
        Map<Long, List<Found>> found = new LinkedHashMap<>();
        List<Found> all =
                Unreadable.read(
                        file,
                        in -> {
                            if (in.peek() != JsonToken.BEGIN_ARRAY) {
                                throw Unreadable.problem(
                                        "'" + file + "' should be a list of results");
                            }
                            List<Found> list = new ArrayList<>();
                            Annotations.each(
                                    in,
                                    "result",
                                    file,
                                    entry -> {
                                        if (!others || isKnown(entry, pictures)) {
                                            list.add(found(entry, pictures));
                                        }
                                    });
                            return list;
                        });
        all.forEach(one -> found.computeIfAbsent(one.image, any -> new ArrayList<>()).add(one));
        return new Results(file, found, !all.isEmpty() && all.get(0).box.isPresent());
    }

    private static boolean isKnown(Entry entry, Annotations pictures) {
        return pictures.pictures().containsKey(entry.whole("image_id"));
    }

    private static Found found(Entry entry, Annotations pictures) {
        long image = entry.whole("image_id");
        if (!isKnown(entry, pictures)) {
            throw new ProblemException(
                    Problem.of(
                                    "unknown-image",
                                    "%s speaks of image %d, which '%s' does not have"
                                            .formatted(entry.where(), image, pictures.file()))
                            .hint("are the results of another split?"));
        }
        if (entry.box().isEmpty() && entry.segmentation().isEmpty()) {
            throw entry.problem(
                    entry.where() + " should have 'bbox' or 'segmentation', but has neither");
        }
        return new Found(
                image,
                entry.whole("category_id"),
                entry.number("score"),
                entry.box(),
                entry.segmentation(),
                entry.where());
    }

    /** Whether there are masks. */
    public boolean hasMasks() {
        return found.values().stream()
                .flatMap(List::stream)
                .anyMatch(one -> one.segmentation.isPresent());
    }

    /**
     * What was found in a picture.
     *
     * @param masks whether masks are needed: a box stands for its mask then
     */
    public List<Detection> in(PictureEntry picture, boolean masks) {
        return found.getOrDefault(picture.id(), List.of()).stream()
                .map(one -> detection(one, picture, masks))
                .toList();
    }

    private Detection detection(Found one, PictureEntry picture, boolean masks) {
        boolean needed = masks || one.box.isEmpty() || !boxed;
        Optional<Mask> mask = needed ? Optional.of(mask(one, picture)) : Optional.empty();
        Box box = one.box.orElseGet(() -> mask.orElseThrow().box());
        double area = boxed ? box.area() : mask.orElseThrow().area();
        return new Detection(one.image, one.category, one.score, area, box, mask);
    }

    private static Mask mask(Found one, PictureEntry picture) {
        int width = picture.width();
        int height = picture.height();
        if (one.segmentation.isPresent()) {
            return Annotations.mask(one.segmentation.get(), width, height, one.where);
        }
        try {
            return Mask.box(width, height, one.box.orElseThrow());
        } catch (IllegalArgumentException e) {
            throw Unreadable.entry(one.where.toString(), "bbox", e);
        }
    }
}
