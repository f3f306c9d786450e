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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("image-folder", "{ root: '" + folder + "' }");
    }
}
