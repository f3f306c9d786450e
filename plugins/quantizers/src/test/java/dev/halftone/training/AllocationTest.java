package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against every possible choice. */
final class AllocationTest {
    private static final List<Integer> BITS = List.of(2, 4, 6, 8);

    @Test
    void keepsTheBudgetAndIsAtMostOneStepFromTheBest() {
        Random random = new Random(4);
        for (int run = 0; run < 50; run++) {
            Allocation problem = problem(random);
            long budget = problem.least() + random.nextInt(200);

            int[] choice = problem.choose(budget);

            assertThat(cost(problem, choice)).isLessThanOrEqualTo(budget);
            double largestStep = 0;
            for (double[] layer : problem.errors()) {
                largestStep = Math.max(largestStep, layer[0] - layer[3]);
            }
            assertThat(error(problem, choice))
                    .isLessThanOrEqualTo(best(problem, budget) + largestStep);
        }
    }

    @Test
    void findsTheBestWhereTheBudgetIsSpentToTheEnd() {
        Allocation problem =
                new Allocation(
                        BITS,
                        new long[] {10, 10, 10},
                        new double[][] {{8, 4, 2, 1}, {80, 40, 20, 10}, {0.8, 0.4, 0.2, 0.1}});

        assertThat(problem.choose(problem.least() + 80)).containsExactly(1, 3, 0);
        assertThat(problem.choose(10_000)).containsExactly(3, 3, 3);
    }

    private static Allocation problem(Random random) {
        long[] sizes = new long[5];
        double[][] errors = new double[5][4];
        for (int i = 0; i < 5; i++) {
            sizes[i] = 1 + random.nextInt(20);
            double error = random.nextDouble() * 10;
            for (int j = 0; j < 4; j++) {
                errors[i][j] = error;
                error *= random.nextDouble();
            }
        }
        return new Allocation(BITS, sizes, errors);
    }

    private static long cost(Allocation problem, int[] choice) {
        long cost = 0;
        for (int i = 0; i < choice.length; i++) {
            cost += problem.sizes()[i] * BITS.get(choice[i]);
        }
        return cost;
    }

    private static double error(Allocation problem, int[] choice) {
        double error = 0;
        for (int i = 0; i < choice.length; i++) {
            error += problem.errors()[i][choice[i]];
        }
        return error;
    }

    private static double best(Allocation problem, long budget) {
        double best = Double.POSITIVE_INFINITY;
        for (int code = 0; code < 1024; code++) {
            int[] choice = new int[5];
            for (int i = 0, rest = code; i < 5; i++, rest /= 4) {
                choice[i] = rest % 4;
            }
            if (cost(problem, choice) <= budget) {
                best = Math.min(best, error(problem, choice));
            }
        }
        return best;
    }
}
