package dev.halftone.segment;

import dev.halftone.segment.EfficientVitShape.Kind;
import dev.halftone.segment.EfficientVitShape.Stage;
import java.util.List;

/** Published sizes of EfficientViT-SAM. */
public enum EfficientVitSize {
    L0(large(new int[] {1, 1, 1, 4, 4}, 4)),
    L1(large(new int[] {1, 1, 1, 6, 6}, 8)),
    L2(large(new int[] {1, 2, 2, 8, 8}, 12)),
    XL0(extraLarge(new int[] {0, 1, 1, 2, 3, 3}, 6)),
    XL1(extraLarge(new int[] {1, 2, 2, 4, 6, 6}, 12));

    private final EfficientVitShape shape;

    EfficientVitSize(EfficientVitShape shape) {
        this.shape = shape;
    }

    EfficientVitShape shape() {
        return shape;
    }

    private static EfficientVitShape large(int[] depth, int neck) {
        List<Stage> stages =
                List.of(
                        new Stage(32, depth[0], Kind.RES, 1, false, 0),
                        new Stage(64, depth[1], Kind.FMB, 4, false, 0),
                        new Stage(128, depth[2], Kind.FMB, 4, false, 0),
                        new Stage(256, depth[3], Kind.MB, 4, true, 0),
                        new Stage(512, depth[4], Kind.ATT, 6, true, 5));
        return EfficientVitShape.of(stages, neck, 1);
    }

    private static EfficientVitShape extraLarge(int[] depth, int neck) {
        List<Stage> stages =
                List.of(
                        new Stage(32, depth[0], Kind.RES, 1, false, 0),
                        new Stage(64, depth[1], Kind.FMB, 4, false, 0),
                        new Stage(128, depth[2], Kind.FMB, 4, false, 0),
                        new Stage(256, depth[3], Kind.FMB, 4, false, 0),
                        new Stage(512, depth[4], Kind.ATT, 4, true, 3),
                        new Stage(1024, depth[5], Kind.ATT, 6, true, 3));
        return EfficientVitShape.of(stages, neck, 4);
    }
}
