package dev.halftone.predict;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.checkpoint.Safetensors;
import dev.halftone.directory.Disk;
import dev.halftone.problem.Unwritable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Writes a prediction down. */
public final class Writing {

    private Writing() {}

    /**
     * @param folder that the two files go to
     * @param names of the outputs
     * @param inFloat outputs of the float network
     * @param quantized outputs of the other
     */
    public static void outputs(Path folder, List<String> names, NDList inFloat, NDList quantized) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            arrays.put("float/" + names.get(i), inFloat.get(i));
            arrays.put("quantized/" + names.get(i), quantized.get(i));
        }
        Disk.folder(folder);
        Safetensors.write(folder.resolve("outputs.safetensors"), arrays, Map.of());
    }

    /** Draws the sheet, and says what it shows. */
    public static Prediction sheet(
            Path folder, Question question, Answer inFloat, Answer quantized) {
        BufferedImage sheet = Sheet.of(question, inFloat, quantized);
        Path file = folder.resolve("picture.png");
        try {
            ImageIO.write(sheet, "png", file.toFile());
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
        return new Prediction(
                folder, Comparison.header(inFloat, quantized), Comparison.rows(inFloat, quantized));
    }
}
