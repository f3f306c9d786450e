package dev.halftone.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.halftone.data.Box;
import dev.halftone.data.Mask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A mask as a file writes it. It is drawn when it is asked for. */
public sealed interface Segmentation {

    /**
     * @param width of the picture
     * @param height of the picture
     * @throws IllegalArgumentException when it is no mask of such a picture
     */
    Mask mask(int width, int height);

    /** Corners of polygons; lists of four numbers are boxes. */
    record Polygons(List<double[]> corners) implements Segmentation {
        @Override
        public Mask mask(int width, int height) {
            if (corners.isEmpty()) {
                throw new IllegalArgumentException("it has no polygon");
            }
            if (corners.get(0).length == 4) {
                return Mask.union(
                        corners.stream()
                                .map(b -> new Box(b[0], b[1], b[2], b[3]))
                                .map(box -> Mask.box(width, height, box))
                                .toList());
            }
            return Mask.polygons(width, height, corners);
        }
    }

    /** Run lengths. */
    record Runs(int[] size, int[] counts) implements Segmentation {
        @Override
        public Mask mask(int width, int height) {
            return checked(Mask.runs(size[1], size[0], counts), width, height);
        }
    }

    /** Compressed run lengths. */
    record Text(int[] size, String counts) implements Segmentation {
        @Override
        public Mask mask(int width, int height) {
            return checked(Mask.text(size[1], size[0], counts), width, height);
        }
    }

    private static Mask checked(Mask mask, int width, int height) {
        if (mask.width() != width || mask.height() != height) {
            throw new IllegalArgumentException(
                    "it is %dx%d, but its picture is %dx%d"
                            .formatted(mask.width(), mask.height(), width, height));
        }
        return mask;
    }

    /** Reads a list of polygons, or {@code {size, counts}}. */
    static Segmentation read(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.BEGIN_ARRAY) {
            return polygons(in);
        }
        int[] size = new int[0];
        int[] counts = null;
        String text = null;
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "size" -> size = whole(in);
                case "counts" -> {
                    if (in.peek() == JsonToken.BEGIN_ARRAY) {
                        counts = whole(in);
                    } else {
                        text = in.nextString();
                    }
                }
                default -> in.skipValue();
            }
        }
        in.endObject();
        if (size.length != 2 || counts == null && text == null) {
            throw new IllegalArgumentException("runs need 'size', height and width, and 'counts'");
        }
        return text == null ? new Runs(size, counts) : new Text(size, text);
    }

    private static Segmentation polygons(JsonReader in) throws IOException {
        List<double[]> corners = new ArrayList<>();
        in.beginArray();
        while (in.peek() == JsonToken.BEGIN_ARRAY) {
            corners.add(numbers(in));
        }
        if (in.peek() != JsonToken.END_ARRAY) {
            throw new IllegalArgumentException("polygons are lists of lists of numbers");
        }
        in.endArray();
        return new Polygons(corners);
    }

    private static int[] whole(JsonReader in) throws IOException {
        int[] numbers = new int[8];
        int n = 0;
        in.beginArray();
        while (in.hasNext()) {
            numbers = n == numbers.length ? Arrays.copyOf(numbers, 2 * n) : numbers;
            numbers[n++] = in.nextInt();
        }
        in.endArray();
        return Arrays.copyOf(numbers, n);
    }

    /** A list of numbers. */
    static double[] numbers(JsonReader in) throws IOException {
        double[] numbers = new double[8];
        int n = 0;
        in.beginArray();
        while (in.hasNext()) {
            numbers = n == numbers.length ? Arrays.copyOf(numbers, 2 * n) : numbers;
            numbers[n++] = in.nextDouble();
        }
        in.endArray();
        return Arrays.copyOf(numbers, n);
    }
}
