package dev.halftone.prompting;

import dev.halftone.data.Mask;
import java.util.Arrays;

/**
 * Brings logits to a picture's own size as Segment Anything's {@code postprocess_masks} does.
 *
 * @param rows along the picture's height
 * @param columns along its width
 * @param wide how long a row of logits is
 */
record Enlarging(Taps rows, Taps columns, int wide) {

    /**
     * @param high rows of the logits
     * @param wide columns of the logits
     */
    static Enlarging of(Frame frame, int high, int wide) {
        return new Enlarging(
                Taps.of(high, frame.side(), frame.frameHeight(), frame.height()),
                Taps.of(wide, frame.side(), frame.frameWidth(), frame.width()),
                wide);
    }

    /**
     * @param inside where logits are above zero
     * @param meanLogit of these; 0 if there is none
     */
    record Enlarged(Mask inside, double meanLogit) {}

    Enlarged of(float[] logits) {
        int width = columns.first().length;
        int height = rows.first().length;
        float[][] stretched = new float[logits.length / wide][];
        boolean[] inside = new boolean[width * height];
        float[] line = new float[width];
        double sum = 0;
        long count = 0;
        for (int y = 0; y < height; y++) {
            line(logits, stretched, y, line);
            for (int x = 0; x < width; x++) {
                if (line[x] > 0) {
                    inside[y * width + x] = true;
                    sum += line[x];
                    count++;
                }
            }
        }
        return new Enlarged(Mask.pixels(width, height, inside), count == 0 ? 0 : sum / count);
    }

    private void line(float[] logits, float[][] stretched, int y, float[] out) {
        float[] weights = rows.weights()[y];
        Arrays.fill(out, 0);
        for (int i = 0; i < weights.length; i++) {
            int row = rows.first()[y] + i;
            if (stretched[row] == null) {
                stretched[row] = stretched(logits, row * wide);
            }
            float weight = weights[i];
            float[] from = stretched[row];
            for (int x = 0; x < out.length; x++) {
                out[x] += weight * from[x];
            }
        }
    }

    private float[] stretched(float[] logits, int start) {
        float[] row = new float[columns.first().length];
        for (int x = 0; x < row.length; x++) {
            float[] weights = columns.weights()[x];
            int from = start + columns.first()[x];
            float sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * logits[from + i];
            }
            row[x] = sum;
        }
        return row;
    }
}
