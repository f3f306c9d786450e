package dev.halftone.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.data.Mask;
import dev.halftone.data.Prompt.Point;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClickTest {

    @Test
    void clicksFarthestFromAllThatIsOutside() {
        Random random = new Random(5);
        for (int trial = 0; trial < 300; trial++) {
            int width = 1 + random.nextInt(14);
            int height = 1 + random.nextInt(14);
            boolean[] inside = new boolean[width * height];
            double share = 0.5 + random.nextDouble() / 2;
            for (int at = 0; at < inside.length; at++) {
                inside[at] = random.nextDouble() < share;
            }

            Point click = Click.on(Mask.pixels(width, height, inside));

            assertThat(click).isEqualTo(searched(width, height, inside));
        }
    }

    private static Point searched(int width, int height, boolean[] inside) {
        int best = -1;
        Point place = new Point(0, 0, 1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int distance = inside[y * width + x] ? distance(width, height, inside, x, y) : 0;
                if (distance > best) {
                    best = distance;
                    place = new Point(x, y, 1);
                }
            }
        }
        return place;
    }

    private static int distance(int width, int height, boolean[] inside, int x, int y) {
        int nearest = Integer.MAX_VALUE;
        for (int v = -1; v <= height; v++) {
            for (int u = -1; u <= width; u++) {
                boolean in = u >= 0 && v >= 0 && u < width && v < height && inside[v * width + u];
                nearest = in ? nearest : Math.min(nearest, (u - x) * (u - x) + (v - y) * (v - y));
            }
        }
        return nearest;
    }
}
