package dev.halftone.model;

import dev.halftone.plugin.Param;
import java.util.List;
import java.util.Optional;

/**
 * How a picture becomes a network's input: resize, centre crop, then (pixel·scale − mean) / std per
 * channel, as NCHW float32.
 *
 * @param resize {@code none}; a number, the length of the shorter side; {@code stretch}, to crop ×
 *     crop whatever the aspect; {@code longest}, the longer side to {@code crop}, the rest padded
 * @param crop side of the centre crop, the network's input size; 0 takes the picture as it is
 * @param interpolation as Pillow resizes, with antialiasing
 * @param mean per channel, after scaling
 * @param std per channel, after scaling
 * @param channels order of the channels
 * @param scale factor on the 0–255 pixel values
 */
public record Preprocessing(
        String resize,
        int crop,
        Interpolation interpolation,
        List<Double> mean,
        List<Double> std,
        Channels channels,
        double scale) {

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

    /** This with whatever an experiment overrides. */
    public Preprocessing with(Overrides o) {
        return new Preprocessing(
                o.resize.orElse(resize),
                o.crop.orElse(crop),
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
    }
}
