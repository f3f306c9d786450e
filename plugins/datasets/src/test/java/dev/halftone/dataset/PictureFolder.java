package dev.halftone.dataset;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/**
 * Small pictures in folders and zips.
 *
 * @param folder below which they lie
 */
record PictureFolder(Path folder) {

    static byte[] png(int value) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    void pictures(String... paths) throws IOException {
        for (String path : paths) {
            Path file = folder.resolve("data").resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, png(path.hashCode()));
        }
    }

    Path zipped(String... paths) throws IOException {
        Path zip = folder.resolve("data.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (String path : paths) {
                entries.putNextEntry(new ZipEntry(path));
                entries.write(png(path.hashCode()));
            }
        }
        return zip;
    }

    ImageFolder plain() {
        return of(folder.resolve("data"), null, null, null, null);
    }

    ImageFolder labelled(String lines) throws IOException {
        Path labels = folder.resolve("labels.tsv");
        Files.writeString(labels, lines);
        return of(folder.resolve("data"), labels, null, null, null);
    }

    static ImageFolder of(Path root, Path labels, String split, Integer take, Integer skip) {
        return new ImageFolder(
                root,
                Optional.ofNullable(labels),
                Optional.ofNullable(split),
                Optional.ofNullable(take),
                Optional.ofNullable(skip),
                false);
    }

    static List<String> names(ImageFolder dataset) {
        try (Examples examples = dataset.open()) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                Example example = examples.get(i);
                names.add(example.name() + "=" + ((Label) example.target()).index());
            }
            return names;
        }
    }
}
