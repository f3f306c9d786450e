package dev.halftone.dataset;

import dev.halftone.coco.Asking;
import dev.halftone.coco.Asking.Asked;
import dev.halftone.coco.Asking.Categories;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Three black pictures with three things in the first and the last, laid out as COCO is.
 *
 * @param root of the data
 */
record CocoFolder(Path root) {
    private static final String TRUTH =
            """
            {"images": [
               {"id": 7, "width": 20, "height": 10, "file_name": "b.png",
                "neg_category_ids": [5], "not_exhaustive_category_ids": [],
                "coco_url": "http://images.cocodataset.org/val2017/b.png"},
               {"id": 8, "width": 20, "height": 10, "file_name": "empty.png",
                "neg_category_ids": [], "not_exhaustive_category_ids": []},
               {"id": 3, "width": 20, "height": 10, "file_name": "a.png",
                "neg_category_ids": [], "not_exhaustive_category_ids": [18]}],
             "categories": [{"id": 18, "name": "dog", "frequency": "f"},
                            {"id": 5, "name": "plane", "frequency": "r"}],
             "annotations": [
               {"id": 1, "image_id": 7, "category_id": 18, "area": 50, "iscrowd": 0,
                "bbox": [2, 1, 10, 5], "segmentation": [[2, 1, 12, 1, 12, 6, 2, 6]]},
               {"id": 2, "image_id": 7, "category_id": 5, "area": 0.5, "iscrowd": 0,
                "bbox": [2, 1, 1, 1], "segmentation": [[2, 1, 3, 1, 3, 2, 2, 2]]},
               {"id": 3, "image_id": 3, "category_id": 5, "area": 200, "iscrowd": 1,
                "bbox": [0, 0, 20, 10], "segmentation": {"size": [10, 20], "counts": [0, 200]}}]}""";

    void laidOut(String file) throws IOException {
        laidOut(file, "", "");
    }

    /** With some of the annotations' text replaced. */
    void laidOut(String file, String written, String instead) throws IOException {
        Files.createDirectories(root.resolve("annotations"));
        Files.createDirectories(root.resolve("val2017"));
        String truth = TRUTH.replace(written, instead);
        Files.writeString(root.resolve("annotations").resolve(file), truth);
        for (String name : new String[] {"a.png", "b.png", "empty.png"}) {
            BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", root.resolve("val2017").resolve(name).toFile());
        }
    }

    /** Its pictures as stored. */
    Coco coco(Asking asking) {
        return new Coco(
                root, Optional.of("val2017"), Optional.empty(), Optional.empty(), 0, false, asking);
    }

    /** What is annotated. */
    static Asking asking(Asked prompts) {
        return new Asking(
                prompts,
                Optional.empty(),
                0.65,
                Optional.empty(),
                Categories.IDS,
                Optional.empty(),
                Optional.empty());
    }
}
