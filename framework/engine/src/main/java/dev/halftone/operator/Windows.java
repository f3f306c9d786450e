package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What sliding windows (convolutions and pools) share: rank and padding. */
final class Windows {
    private Windows() {}

    /** Spatial dimensions, from the attributes that list one number for each. */
    static int rank(Emission e) {
        for (String name : List.of("kernel_shape", "strides", "dilations")) {
            if (e.attributes().integers(name).isPresent()) {
                return e.attributes().integers(name).get().size();
            }
        }
        return e.attributes().integers("pads").map(pads -> pads.size() / 2).orElse(2);
    }

    /** Whether rank and padding are known from the attributes. */
    static boolean isKnown(Emission e) {
        return !automatic(e)
                && List.of("kernel_shape", "strides", "dilations", "pads").stream()
                        .anyMatch(name -> e.attributes().integers(name).isPresent());
    }

    /** Padding at the start of each spatial dimension. */
    static List<Long> begins(Emission e, int rank) {
        return pads(e, rank).subList(0, rank);
    }

    /** Whether every dimension is padded alike at both ends, so that ATen can do it. */
    static boolean isSymmetric(Emission e, int rank) {
        return !automatic(e) && begins(e, rank).equals(pads(e, rank).subList(rank, 2 * rank));
    }

    /** The input, padded beforehand where ATen cannot. */
    static String padded(Emission e, int rank, String filler) {
        if (isSymmetric(e, rank)) {
            return e.in(0);
        }
        List<Long> pads = pads(e, rank);
        List<Long> order = new ArrayList<>();
        for (int d = rank - 1; d >= 0; d--) {
            order.add(pads.get(d));
            order.add(pads.get(rank + d));
        }
        return e.let("torch.constant_pad_nd(%s, %s, %s)", e.in(0), Literals.of(order), filler);
    }

    private static List<Long> pads(Emission e, int rank) {
        if (e.attributes().text("auto_pad", "NOTSET").equals("VALID")) {
            return Collections.nCopies(2 * rank, 0L);
        }
        return e.attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
    }

    private static boolean automatic(Emission e) {
        return e.attributes().text("auto_pad", "NOTSET").startsWith("SAME");
    }
}
