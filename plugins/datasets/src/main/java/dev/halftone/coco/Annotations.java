package dev.halftone.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Box;
import dev.halftone.data.Instance;
import dev.halftone.data.Mask;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file of instances: pictures, categories, and what is in the pictures. Masks stay as they are
 * written until they are asked for.
 *
 * @param file where it lies
 * @param pictures by number, in the file's order
 * @param categories by number, in the file's order
 * @param things by picture, in the file's order, of known categories alone
 */
public record Annotations(
        Path file,
        Map<Long, PictureEntry> pictures,
        Map<Long, Category> categories,
        Map<Long, List<Thing>> things) {

    /**
     * What is known of a category.
     *
     * @param name in words
     * @param frequency in LVIS
     */
    public record Category(String name, Optional<Frequency> frequency) {}

    /**
     * One annotation, its mask not drawn yet.
     *
     * @param image that it is in
     * @param boxed as it is written, without its mask
     * @param hasBox whether a box is written
     * @param segmentation its mask
     * @param where it stands
     */
    public record Thing(
            long image,
            Instance boxed,
            boolean hasBox,
            Optional<Segmentation> segmentation,
            Where where) {

        /**
         * The instance without its mask.
         *
         * @throws ProblemException when no box is written
         */
        public Instance plain() {
            if (!hasBox) {
                throw Unreadable.problem(where + " should have 'bbox', but has not");
            }
            return boxed;
        }

        /**
         * The instance with its mask; the box is around it where none is written.
         *
         * @throws ProblemException when it has none, or none of such a picture
         */
        public Instance drawn(int width, int height) {
            if (segmentation.isEmpty()) {
                throw Unreadable.problem(where + " should have 'segmentation', but has not");
            }
            Mask mask = Annotations.mask(segmentation.get(), width, height, where);
            return new Instance(
                    boxed.id(),
                    boxed.category(),
                    boxed.area(),
                    boxed.crowd(),
                    boxed.ignored(),
                    hasBox ? boxed.box() : mask.box(),
                    Optional.of(mask));
        }
    }

    static Mask mask(Segmentation segmentation, int width, int height, Where where) {
        try {
            return segmentation.mask(width, height);
        } catch (IllegalArgumentException e) {
            throw Unreadable.entry(where.toString(), "segmentation", e);
        }
    }

    /**
     * Reads a file as it streams by.
     *
     * @throws ProblemException when it cannot be read, or lacks what it should have
     */
    public static Annotations read(Path file) {
        return Unreadable.read(file, in -> read(file, in));
    }

    private static Annotations read(Path file, JsonReader in) throws IOException {
        Annotations all =
                new Annotations(
                        file, new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        if (in.peek() != JsonToken.BEGIN_OBJECT) {
            throw Unreadable.problem(
                    "'" + file + "' should be an object with 'images' and 'annotations'");
        }
        Set<Long> ids = new HashSet<>();
        Set<String> seen = new HashSet<>();
        in.beginObject();
        while (in.hasNext()) {
            String key = in.nextName();
            seen.add(key);
            switch (key) {
                case "images" -> each(in, "image", file, all::addPicture);
                case "annotations" ->
                        each(in, "annotation", file, entry -> all.addThing(entry, ids));
                case "categories" -> each(in, "category", file, all::addCategory);
                default -> in.skipValue();
            }
        }
        in.endObject();
        for (String key : List.of("images", "annotations", "categories")) {
            if (!seen.contains(key)) {
                throw Unreadable.problem("'" + file + "' should have '" + key + "', but has not");
            }
        }
        all.things
                .values()
                .forEach(
                        list ->
                                list.removeIf(
                                        one -> !all.categories.containsKey(one.boxed.category())));
        return all;
    }

    static void each(JsonReader in, String what, Path file, Consumer<Entry> use)
            throws IOException {
        in.beginArray();
        for (int number = 1; in.hasNext(); number++) {
            use.accept(Entry.read(in, new Where(what, number, file)));
        }
        in.endArray();
    }

    private void addPicture(Entry entry) {
        PictureEntry picture = PictureEntry.of(entry);
        if (pictures.put(picture.id(), picture) != null) {
            throw entry.problem(entry.where() + " has the 'id' of another: " + picture.id());
        }
    }

    private void addThing(Entry entry, Set<Long> ids) {
        Thing thing = thing(entry);
        if (!ids.add(thing.boxed.id())) {
            throw entry.problem(entry.where() + " has the 'id' of another: " + thing.boxed.id());
        }
        things.computeIfAbsent(thing.image, any -> new ArrayList<>()).add(thing);
    }

    private void addCategory(Entry entry) {
        categories.put(entry.whole("id"), category(entry));
    }

    private static Category category(Entry entry) {
        String name = entry.has("name") ? entry.text("name") : "";
        if (!entry.has("frequency")) {
            return new Category(name, Optional.empty());
        }
        return new Category(
                name,
                Optional.of(
                        switch (entry.text("frequency")) {
                            case "r" -> Frequency.RARE;
                            case "c" -> Frequency.COMMON;
                            case "f" -> Frequency.FREQUENT;
                            default ->
                                    throw entry.problem(
                                            "'frequency' of %s should be r, c or f, but is '%s'"
                                                    .formatted(
                                                            entry.where(),
                                                            entry.text("frequency")));
                        }));
    }

    private static Thing thing(Entry entry) {
        Instance boxed =
                new Instance(
                        entry.whole("id"),
                        entry.whole("category_id"),
                        entry.number("area"),
                        entry.is("iscrowd"),
                        entry.is("ignore"),
                        entry.box().orElse(new Box(0, 0, 0, 0)),
                        Optional.empty());
        return new Thing(
                entry.whole("image_id"),
                boxed,
                entry.box().isPresent(),
                entry.segmentation(),
                entry.where());
    }

    /** What is in a picture. */
    public List<Thing> in(long picture) {
        return things.getOrDefault(picture, List.of());
    }
}
