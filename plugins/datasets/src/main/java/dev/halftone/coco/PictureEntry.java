package dev.halftone.coco;

import java.util.Optional;
import java.util.Set;

/**
 * What a file says of a picture.
 *
 * @param id its number
 * @param width pixels; 0 where nothing is said
 * @param height pixels; 0 where nothing is said
 * @param fileName without folders in LVIS, which gives addresses
 * @param folder the folder of its address: {@code val2017}
 * @param absent LVIS: categories known not to be in it
 * @param unfinished LVIS: categories of which things may be missing
 */
public record PictureEntry(
        long id,
        int width,
        int height,
        Optional<String> fileName,
        Optional<String> folder,
        Optional<Set<Long>> absent,
        Optional<Set<Long>> unfinished) {

    static PictureEntry of(Entry entry) {
        String[] address = (entry.has("coco_url") ? entry.text("coco_url") : "").split("/");
        Optional<String> last =
                Optional.of(address[address.length - 1]).filter(name -> !name.isEmpty());
        Optional<String> folder =
                address.length > 1 ? Optional.of(address[address.length - 2]) : Optional.empty();
        return new PictureEntry(
                entry.whole("id"),
                entry.has("width") ? Math.toIntExact(entry.whole("width")) : 0,
                entry.has("height") ? Math.toIntExact(entry.whole("height")) : 0,
                entry.has("file_name") ? Optional.of(entry.text("file_name")) : last,
                folder,
                set(entry, "neg_category_ids"),
                set(entry, "not_exhaustive_category_ids"));
    }

    private static Optional<Set<Long>> set(Entry entry, String key) {
        return entry.has(key) ? Optional.of(entry.set(key)) : Optional.empty();
    }
}
