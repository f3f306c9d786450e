package dev.halftone.segment;

import java.util.List;

/** Published sizes of Segment Anything, and a small one of our own. */
public enum SamSize {
    VIT_B(new SamShape(1024, 16, 768, 12, 12, 3072, 14, List.of(2, 5, 8, 11), decoder())),
    VIT_L(new SamShape(1024, 16, 1024, 24, 16, 4096, 14, List.of(5, 11, 17, 23), decoder())),
    VIT_H(new SamShape(1024, 16, 1280, 32, 16, 5120, 14, List.of(7, 15, 23, 31), decoder())),
    /** 256 patches of 8 by 8 pixels; a hundredth of ViT-B's parameters. */
    TINY(
            new SamShape(
                    128,
                    8,
                    96,
                    6,
                    3,
                    384,
                    8,
                    List.of(2, 5),
                    new DecoderShape(128, 16, 64, 2, 2, 256, 2, 16, 4, 64, 1e-5)));

    private final SamShape shape;

    SamSize(SamShape shape) {
        this.shape = shape;
    }

    SamShape shape() {
        return shape;
    }

    private static DecoderShape decoder() {
        return new DecoderShape(1024, 64, 256, 2, 8, 2048, 2, 16, 4, 256, 1e-5);
    }
}
