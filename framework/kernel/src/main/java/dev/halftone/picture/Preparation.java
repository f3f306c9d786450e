package dev.halftone.picture;

import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Picture;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Preprocessing.Channels;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;

/**
 * Turns a picture into a network's input: channels, resize, centre crop, then (pixel·scale − mean)
 * / std.
 *
 * <p>Sizes as torchvision computes them: the longer side is cut off to whole pixels, the crop
 * starts at the half rounded to even, and a crop larger than the picture has a black rim. {@code
 * longest} rounds to the nearest pixel and pads at the right and the bottom with zeros after
 * normalization, as Segment Anything does.
 */
public final class Preparation {
    private static final long MOST_PIXELS = 200_000_000;

    private final Preprocessing settings;
    private final Taken taken;
    private final Resize resize;
    private final float[][] values;

    /**
     * @throws ProblemException {@code bad-preprocessing} when the settings make no sense
     */
    public Preparation(Preprocessing settings) {
        this(settings, Taken.ANYTHING);
    }

    private Preparation(Preprocessing settings, Taken taken) {
        this.settings = settings;
        this.taken = taken;
        this.resize = Resize.parse(settings.resize(), settings.height(), settings.width());
        this.values = values(settings);
    }

    /**
     * As a network takes pictures.
     *
     * @throws ProblemException {@code bad-preprocessing} when the settings make no sense, or give
     *     what the network does not take
     */
    public static Preparation of(Network network) {
        Preprocessing settings = network.preprocessing();
        Taken taken = new Taken(network.graph().inputs().get(0).shape());
        Preparation preparation = new Preparation(settings, taken);
        int height = settings.height() > 0 ? settings.height() : -1;
        int width = settings.width() > 0 ? settings.width() : -1;
        taken.check("pictures are", new Shape(preparation.channels(), height, width));
        return preparation;
    }

    private int channels() {
        return settings.channels() == Channels.GRAY ? 1 : 3;
    }

    /** Every pixel value normalized, per channel of the result: in double, rounded once. */
    private static float[][] values(Preprocessing settings) {
        int channels = settings.channels() == Channels.GRAY ? 1 : 3;
        float[][] values = new float[channels][256];
        for (int c = 0; c < channels; c++) {
            double mean = channel("mean", settings.mean(), c, channels);
            double std = channel("std", settings.std(), c, channels);
            if (std == 0) {
                throw bad("'std' should not be 0");
            }
            for (int p = 0; p < 256; p++) {
                values[c][p] = (float) ((p * settings.scale() - mean) / std);
            }
        }
        return values;
    }

    private static double channel(String key, List<Double> numbers, int channel, int channels) {
        if (numbers.size() != 1 && numbers.size() != channels) {
            throw bad(
                    "'%s' should have %s, but has %d"
                            .formatted(
                                    key,
                                    channels == 1 ? "1 number" : "1 or 3 numbers",
                                    numbers.size()));
        }
        return numbers.get(numbers.size() == 1 ? 0 : channel);
    }

    private static ProblemException bad(String message) {
        return new ProblemException(Problem.of("bad-preprocessing", message));
    }

    /**
     * The shape that {@link #apply} gives a picture, as (channels, height, width).
     *
     * @throws ProblemException {@code bad-preprocessing} when the network does not take it
     */
    public Shape shape(Picture picture) {
        if (settings.height() > 0) {
            return new Shape(channels(), settings.height(), settings.width());
        }
        Resize.Size size = size(picture);
        Shape made = new Shape(channels(), size.height(), size.width());
        taken.check("this one is", made);
        return made;
    }

    /** Channel by channel, row by row. */
    public float[] apply(Picture picture) {
        Picture plain = Colors.of(picture, channels());
        Resize.Size size = size(plain);
        Picture sized =
                Resampling.resize(plain, size.width(), size.height(), settings.interpolation());
        int height = settings.height();
        int width = settings.width();
        if (height == 0) {
            return window(sized, 0, 0, size.height(), size.width(), false);
        }
        if (resize.isLongest()) {
            return window(sized, 0, 0, height, width, true);
        }
        int top = offset(size.height(), height);
        return window(sized, top, offset(size.width(), width), height, width, false);
    }

    private Resize.Size size(Picture picture) {
        Resize.Size size = resize.of(picture.width(), picture.height());
        if ((long) size.width() * size.height() > MOST_PIXELS) {
            throw bad(
                    "'resize: %s' makes a picture of %dx%d pixels too large"
                            .formatted(settings.resize(), picture.width(), picture.height()));
        }
        return size;
    }

    /** Where the crop starts; below zero when the picture is smaller and the rim comes first. */
    private static int offset(int length, int crop) {
        return length < crop ? -((crop - length) / 2) : (int) Math.rint((length - crop) / 2.0);
    }

    private float[] window(
            Picture picture, int top, int left, int height, int width, boolean zeros) {
        int channels = picture.channels();
        float[] out = new float[channels * height * width];
        for (int c = 0, at = 0; c < channels; c++) {
            int stored = settings.channels() == Channels.BGR ? 2 - c : c;
            float rim = zeros ? 0 : values[c][0];
            for (int y = top; y < top + height; y++) {
                boolean row = y >= 0 && y < picture.height();
                for (int x = left; x < left + width; x++) {
                    out[at++] =
                            row && x >= 0 && x < picture.width()
                                    ? values[c][pixel(picture, x, y, stored)]
                                    : rim;
                }
            }
        }
        return out;
    }

    private static int pixel(Picture picture, int x, int y, int channel) {
        int at = (y * picture.width() + x) * picture.channels() + channel;
        return Byte.toUnsignedInt(picture.pixels()[at]);
    }
}
