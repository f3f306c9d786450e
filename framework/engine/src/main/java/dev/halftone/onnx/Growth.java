package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Shapes of what operators make that ask for any size, whatever they read: a few bytes may ask for
 * more than there is. A dimension of -1 is not known.
 */
final class Growth {
    /** Those whose shape is just that, once the shape of what they read is known. */
    static final Set<String> EXACT = Set.of("Expand", "Tile", "Pad", "Resize");

    private final Node node;
    private final Facts facts;
    private final Translation translation;

    private Growth(Node node, Facts facts, Translation translation) {
        this.node = node;
        this.facts = facts;
        this.translation = translation;
    }

    /**
     * The shape of the first output, for some operators a part of it; none for other operators, or
     * where too little is known.
     */
    static Optional<List<Long>> of(Node node, Facts facts, Translation translation) {
        return new Growth(node, facts, translation).made();
    }

    private Optional<List<Long>> made() {
        Attributes a = node.attributes();
        return switch (node.op()) {
            case "Expand" ->
                    numbers(1).map(wish -> Dimensions.broadcast(shape(0).orElse(List.of()), wish));
            case "Tile" -> shape(0).flatMap(x -> numbers(1).flatMap(by -> tiled(x, by)));
            case "Pad" -> shape(0).flatMap(x -> numbers(1).flatMap(pads -> padded(x, pads)));
            case "Resize" -> shape(0).flatMap(this::resized);
            case "ConvTranspose" -> shape(0).flatMap(x -> shape(1).map(w -> strided(x, w)));
            case "AffineGrid", "CenterCropPad", "Col2Im" -> numbers(1);
            case "BlackmanWindow", "HammingWindow", "HannWindow" -> numbers(0);
            case "MaxUnpool" -> numbers(2);
            case "MelWeightMatrix" ->
                    real(1).flatMap(
                                    n ->
                                            real(0).map(
                                                            m ->
                                                                    List.of(
                                                                            n.longValue() / 2,
                                                                            m.longValue())));
            case "OneHot" ->
                    shape(0).flatMap(x -> real(1).map(depth -> with(x, 0, depth.longValue())));
            case "Range" -> range();
            case "RoiAlign" ->
                    Optional.of(
                            List.of(a.integer("output_height", 1), a.integer("output_width", 1)));
            default -> Optional.empty();
        };
    }

    private Optional<List<Long>> shape(int input) {
        return facts.shape(node.input(input));
    }

    /** Known whole numbers; what only the run will tell counts as not known. */
    private Optional<List<Long>> numbers(int input) {
        return facts.numbers(node.input(input))
                .map(all -> all.stream().map(n -> n == Facts.UNKNOWN ? -1 : n).toList());
    }

    private Optional<List<Double>> reals(int input) {
        return translation
                .known(node.input(input))
                .filter(tensor -> tensor.shape().size() <= Facts.MOST)
                .map(Tensor::reals);
    }

    private Optional<Double> real(int input) {
        return reals(input).filter(all -> all.size() == 1).map(all -> all.get(0));
    }

    private Optional<List<Long>> range() {
        Optional<Double> from = real(0);
        Optional<Double> to = real(1);
        Optional<Double> step = real(2);
        if (from.isEmpty() || to.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        double count = Math.ceil((to.get() - from.get()) / step.get());
        return Optional.of(List.of((long) Math.max(0, count)));
    }

    /** With one more dimension. */
    private static List<Long> with(List<Long> shape, int at, long size) {
        List<Long> made = new ArrayList<>(shape);
        made.add(at, size);
        return made;
    }

    private static Optional<List<Long>> tiled(List<Long> x, List<Long> by) {
        return x.size() == by.size() ? Optional.of(scaled(x, by)) : Optional.empty();
    }

    private static List<Long> scaled(List<Long> x, List<? extends Number> by) {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            made.add(x.get(i) < 0 ? -1 : (long) (x.get(i) * by.get(i).doubleValue()));
        }
        return made;
    }

    private Optional<List<Long>> padded(List<Long> x, List<Long> pads) {
        if (pads.size() != 2 * x.size() || !node.input(3).isEmpty()) {
            return Optional.empty();
        }
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            made.add(x.get(i) < 0 ? -1 : x.get(i) + pads.get(i) + pads.get(i + x.size()));
        }
        return Optional.of(made);
    }

    /** Along all dimensions, or those that {@code axes} names. */
    private Optional<List<Long>> resized(List<Long> x) {
        Attributes a = node.attributes();
        if (!a.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            return Optional.empty();
        }
        List<Long> axes = a.integers("axes").orElse(every(x.size()));
        Optional<List<Long>> sizes = numbers(3);
        Optional<List<Double>> scales = reals(2).filter(s -> s.size() == axes.size());
        List<Long> made = new ArrayList<>(x);
        for (int i = 0; i < axes.size(); i++) {
            int at = (int) Math.floorMod(axes.get(i), (long) x.size());
            long n = x.get(at);
            if (sizes.isPresent() && sizes.get().size() == axes.size()) {
                made.set(at, sizes.get().get(i));
            } else if (scales.isPresent()) {
                made.set(at, n < 0 ? -1 : (long) (n * scales.get().get(i)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(made);
    }

    private static List<Long> every(int rank) {
        return LongStream.range(0, rank).boxed().toList();
    }

    private List<Long> strided(List<Long> x, List<Long> w) {
        int rank = x.size() - 2;
        List<Long> ones = Collections.nCopies(rank, 1L);
        List<Long> strides = node.attributes().integers("strides").orElse(ones);
        List<Long> apart = node.attributes().integers("dilations").orElse(ones);
        List<Long> more =
                node.attributes().integers("output_padding").orElse(Collections.nCopies(rank, 0L));
        List<Long> made = new ArrayList<>(List.of(x.get(0), w.get(1)));
        for (int i = 0; i < rank; i++) {
            long n = x.get(i + 2);
            long kernel = (w.get(i + 2) - 1) * apart.get(i) + 1;
            made.add(n < 0 ? -1 : (n - 1) * strides.get(i) + kernel + more.get(i));
        }
        return made;
    }
}
