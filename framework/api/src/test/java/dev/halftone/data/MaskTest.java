package dev.halftone.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The runs are those of pycocotools 2.0.11; whole benchmarks are compared where they are scored.
 */
final class MaskTest {

    @Test
    void fillsPolygonsThatReachFarBeyondThePictureInLittleMemory() {
        double[] corners = {-2e5, -2e5, 5.5, -2e5, 5.5, 2e5, -2e5, 2e5};
        long before = allocated();

        Mask mask = Mask.polygons(20, 10, List.of(corners));

        assertThat(allocated() - before).isLessThan(1_000_000);
        assertThat(mask.text()).isEqualTo("0l1\\4");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
