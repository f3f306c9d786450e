package dev.halftone.network;

/** Published sizes of vision transformers, and a small one of our own. */
public enum VitArch {
    TI_16(vit(16, 192, 12, 3)),
    S_16(vit(16, 384, 12, 6)),
    B_16(vit(16, 768, 12, 12)),
    B_32(vit(32, 768, 12, 12)),
    L_16(vit(16, 1024, 24, 16)),
    L_32(vit(32, 1024, 24, 16)),
    H_14(vit(14, 1280, 32, 16)),
    /** DeiT (Touvron et al., arXiv:2012.12877): the same networks, other preprocessing. */
    DEIT_TI_16(vit(16, 192, 12, 3)),
    DEIT_S_16(vit(16, 384, 12, 6)),
    DEIT_B_16(vit(16, 768, 12, 12)),
    /** For Fashion-MNIST: 16 patches of 7 by 7. */
    FASHION(new VitShape(28, 7, 1, 96, 4, 6, 192, 10));

    private final VitShape shape;

    VitArch(VitShape shape) {
        this.shape = shape;
    }

    VitShape shape() {
        return shape;
    }

    boolean isDeit() {
        return this == DEIT_TI_16 || this == DEIT_S_16 || this == DEIT_B_16;
    }

    private static VitShape vit(int patch, int width, int depth, int heads) {
        return new VitShape(224, patch, 3, width, depth, heads, 4 * width, 1000);
    }
}
