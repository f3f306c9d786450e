package dev.halftone.network;

/** Published sizes of DINOv2. */
public enum DinoSize {
    S(384, 12, 6, false),
    B(768, 12, 12, false),
    L(1024, 24, 16, false),
    G(1536, 40, 24, true);

    private final DinoShape shape;

    DinoSize(int width, int depth, int heads, boolean gated) {
        // A SwiGLU has two thirds of the hidden width, in multiples of 8: as many parameters.
        int mlp = gated ? (4 * width * 2 / 3 + 7) / 8 * 8 : 4 * width;
        shape = new DinoShape(518, 14, width, depth, heads, mlp, gated, 37, 0, true);
    }

    DinoShape shape() {
        return shape;
    }
}
