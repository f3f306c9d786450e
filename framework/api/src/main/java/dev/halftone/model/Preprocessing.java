package dev.halftone.model;

import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a picture becomes a network's input: resize, centre crop, then (pixel·scale − mean) / std per
 * channel, as NCHW float32.
 *
 * @param resize {@code none}; a number, the length of the shorter side; {@code stretch}, to height
 *     × width whatever the aspect; {@code longest}, as large as fits in these, the rest padded
 * @param height of the network's input, which is cut from the centre; 0 takes the picture as it is
 * @param width of the same; 0 if height is
 * @param interpolation as Pillow resizes, with antialiasing
 * @param mean per channel, after scaling
 * @param std per channel, after scaling
 * @param channels order of the channels
 * @param scale factor on the 0–255 pixel values
 */
public record Preprocessing(
        String resize,
        int height,
        int width,
        Interpolation interpolation,
        List<Double> mean,
        List<Double> std,
        Channels channels,
        double scale) {
    private static final String PREFIX = "preprocessing.";

    /** How a resized pixel comes from its neighbours. */
    public enum Interpolation {
        NEAREST,
        BOX,
        BILINEAR,
        BICUBIC,
        LANCZOS
    }

    /** Order of the channels. */
    public enum Channels {
        RGB,
        BGR,
        GRAY
    }

    /**
     * For a square input.
     *
     * @param crop height and width of the input; 0 takes the picture as it is
     */
    public Preprocessing(
            String resize,
            int crop,
            Interpolation interpolation,
            List<Double> mean,
            List<Double> std,
            Channels channels,
            double scale) {
        this(resize, crop, crop, interpolation, mean, std, channels, scale);
    }

    /** As a file of weights says it, under {@code preprocessing.KEY}. */
    public Map<String, String> metadata() {
        Map<String, String> words = new TreeMap<>();
        words.put(PREFIX + "resize", resize);
        if (height == width) {
            words.put(PREFIX + "crop", String.valueOf(height));
        } else {
            words.put(PREFIX + "size", height + "," + width);
        }
        words.put(PREFIX + "interpolation", interpolation.name().toLowerCase(Locale.ROOT));
        words.put(PREFIX + "mean", text(mean));
        words.put(PREFIX + "std", text(std));
        words.put(PREFIX + "channels", channels.name().toLowerCase(Locale.ROOT));
        words.put(PREFIX + "scale", String.valueOf(scale));
        return words;
    }

    private static String text(List<Double> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** This with whatever an experiment overrides. */
    public Preprocessing with(Overrides o) {
        return new Preprocessing(
                o.resize.orElse(resize),
                o.crop.orElse(height),
                o.crop.orElse(width),
                o.interpolation.orElse(interpolation),
                o.mean.isEmpty() ? mean : o.mean,
                o.std.isEmpty() ? std : o.std,
                o.channels.orElse(channels),
                o.scale.orElse(scale));
    }

    /** The same settings, each optional: inlined among a model's parameters. */
    public record Overrides(
            @Param(doc = "none, the shorter side's length, stretch or longest.")
                    Optional<String> resize,
            @Param(doc = "Side of the centre crop; 0 for none.", min = 0, max = 16384)
                    Optional<Integer> crop,
            @Param(doc = "How resized pixels come from their neighbours.")
                    Optional<Interpolation> interpolation,
            @Param(doc = "Mean per channel, after scaling.") List<Double> mean,
            @Param(doc = "Standard deviation per channel, after scaling.") List<Double> std,
            @Param(doc = "Order of the channels.") Optional<Channels> channels,
            @Param(doc = "Factor on the 0-255 pixel values.") Optional<Double> scale) {

        /** Nothing overridden. */
        public static final Overrides NONE =
                new Overrides(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());

        /**
         * What a file of weights says about itself; keys of others are passed over.
         *
         * @param file named when what it says makes no sense
         * @see Preprocessing#metadata()
         */
        public static Overrides of(String file, Map<String, String> metadata) {
            try {
                return new Overrides(
                        word(metadata, "resize"),
                        word(metadata, "crop").map(Integer::valueOf),
                        word(metadata, "interpolation").map(upper(Interpolation::valueOf)),
                        word(metadata, "mean").map(Overrides::numbers).orElse(List.of()),
                        word(metadata, "std").map(Overrides::numbers).orElse(List.of()),
                        word(metadata, "channels").map(upper(Channels::valueOf)),
                        word(metadata, "scale").map(Double::valueOf));
            } catch (IllegalArgumentException e) {
                throw new ProblemException(
                        Problem.of(
                                "bad-checkpoint",
                                "'" + file + "' describes its preprocessing in unknown words"),
                        e);
            }
        }

        private static Optional<String> word(Map<String, String> metadata, String key) {
            return Optional.ofNullable(metadata.get(PREFIX + key));
        }

        private static <T> Function<String, T> upper(Function<String, T> parse) {
            return word -> parse.apply(word.toUpperCase(Locale.ROOT));
        }

        private static List<Double> numbers(String words) {
            return Arrays.stream(words.split(",")).map(String::trim).map(Double::valueOf).toList();
        }
    }
}
