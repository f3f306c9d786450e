package dev.halftone.dataset;

import dev.halftone.tck.PackContract;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;

final class ContractTest extends PackContract {

    private static final String INSTANCES =
            """
            {"images": [{"id": 1, "width": 3, "height": 2, "file_name": "cat/1.png",
                         "neg_category_ids": [], "not_exhaustive_category_ids": []},
                        {"id": 2, "width": 3, "height": 2, "file_name": "dog/1.png",
                         "neg_category_ids": [], "not_exhaustive_category_ids": []}],
             "categories": [{"id": 1, "name": "any", "frequency": "c"}],
             "annotations": [
               {"id": 1, "image_id": 1, "category_id": 1, "area": 2, "bbox": [0, 0, 1, 2],
                "iscrowd": 0, "segmentation": {"size": [2, 3], "counts": [0, 2, 4]}},
               {"id": 2, "image_id": 2, "category_id": 1, "area": 4, "bbox": [1, 0, 2, 2],
                "iscrowd": 0, "segmentation": {"size": [2, 3], "counts": [2, 4]}}]}""";

    @TempDir static Path folder;

    @Override
    protected Map<String, String> examples() {
        try {
            for (String name : new String[] {"cat/1.png", "cat/2.png", "dog/1.png"}) {
                Path file = folder.resolve(name);
                Files.createDirectories(file.getParent());
                BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
                image.setRGB(1, 1, name.hashCode());
                ImageIO.write(image, "png", file.toFile());
            }
            Files.createDirectories(folder.resolve("val/images"));
            Files.write(
                    folder.resolve("val/images/1.png"),
                    Files.readAllBytes(folder.resolve("cat/1.png")));
            Files.writeString(folder.resolve("val/val_annotations.txt"), "1.png\tn1\n");
            Files.writeString(folder.resolve("instances.json"), INSTANCES);
            Files.writeString(folder.resolve("lvis_v1_val.json"), INSTANCES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String root = "{ root: '" + folder + "' }";
        return Map.of("image-folder", root, "coco", root, "lvis", root, "tiny-imagenet", root);
    }
}
