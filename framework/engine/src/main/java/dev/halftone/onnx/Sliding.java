package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What convolutions and pools leave of the size of a picture. */
final class Sliding {
    private Sliding() {}

    /**
     * The shape that is made.
     *
     * @param x what is slid over: batch, channels, then sizes
     * @param channels that come out
     */
    static List<Long> over(Node node, List<Long> x, long channels) {
        List<Long> made = new ArrayList<>(List.of(x.get(0), channels));
        int rank = x.size() - 2;
        List<Long> kernel = node.attributes().integers("kernel_shape").orElse(List.of());
        boolean explicit = node.attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        for (int i = 0; i < rank; i++) {
            boolean known = explicit && kernel.size() == rank && x.get(i + 2) >= 0;
            made.add(known ? window(node, x.get(i + 2), i, rank, kernel.get(i)) : -1L);
        }
        return made;
    }

    private static long window(Node node, long size, int i, int rank, long kernel) {
        List<Long> ones = Collections.nCopies(rank, 1L);
        List<Long> pads =
                node.attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
        long stride = node.attributes().integers("strides").orElse(ones).get(i);
        long wide = (kernel - 1) * node.attributes().integers("dilations").orElse(ones).get(i) + 1;
        long span = size + pads.get(i) + pads.get(rank + i) - wide;
        boolean up = node.attributes().integer("ceil_mode", 0) == 1;
        return up || stride < 1 ? -1 : Math.floorDiv(span, stride) + 1;
    }
}
