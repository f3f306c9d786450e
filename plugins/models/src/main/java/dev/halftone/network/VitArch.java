package dev.halftone.network;

/** Published sizes of vision transformers, and a small one of our own. */
public enum VitArch {
    TI_16(new VitShape(224, 16, 3, 192, 12, 3, 768, 1000, false)),
    S_16(new VitShape(224, 16, 3, 384, 12, 6, 1536, 1000, false)),
    B_16(new VitShape(224, 16, 3, 768, 12, 12, 3072, 1000, false)),
    B_32(new VitShape(224, 32, 3, 768, 12, 12, 3072, 1000, false)),
    L_16(new VitShape(224, 16, 3, 1024, 24, 16, 4096, 1000, false)),
    H_14(new VitShape(224, 14, 3, 1280, 32, 16, 5120, 1000, false)),
    /** For Fashion-MNIST: 16 patches of 7 by 7. */
    FASHION(new VitShape(28, 7, 1, 96, 4, 6, 192, 10, false));

    private final VitShape shape;

    VitArch(VitShape shape) {
        this.shape = shape;
    }

    VitShape shape() {
        return shape;
    }
}
