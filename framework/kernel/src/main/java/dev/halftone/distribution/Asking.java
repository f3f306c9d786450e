package dev.halftone.distribution;

import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Statistic;
import dev.halftone.grid.Grid;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks site quantizers for grids before anything is gathered, notes what they ask for, gathers all
 * of it in one pass, and asks again until every one has answered. A quantizer is a pure function,
 * so it never notices.
 */
public final class Asking {

    private Asking() {}

    /**
     * One quantizer and the sites it is asked about.
     *
     * @param title how plans and problems call the step
     * @param spot where it stands in the experiment file
     */
    public record Question(String title, SiteQuantizer quantizer, List<Site> sites, Spot spot) {}

    /**
     * The grids of all sites of all questions.
     *
     * @return one map per question, in site order
     */
    public static List<Map<Site, Grid>> answers(List<Question> questions, Statistics statistics) {
        List<Map<Site, Grid>> answers = new ArrayList<>();
        questions.forEach(question -> answers.add(new LinkedHashMap<>()));
        while (true) {
            Map<Site, Set<Statistic>> open = round(questions, answers, statistics);
            if (open.isEmpty()) {
                return answers;
            }
            statistics.gather(open);
        }
    }

    /** The first site of a question that cannot be answered without calibration data. */
    public static Optional<Site> needsCalibration(Question question, Statistics statistics) {
        for (Site site : question.sites) {
            if (site.parameter().isEmpty()) {
                Map<Site, Set<Statistic>> open = new LinkedHashMap<>();
                answer(question, site, statistics, open);
                if (!open.isEmpty()) {
                    return Optional.of(site);
                }
            }
        }
        return Optional.empty();
    }

    private static Map<Site, Set<Statistic>> round(
            List<Question> questions, List<Map<Site, Grid>> answers, Statistics statistics) {
        Map<Site, Set<Statistic>> open = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            for (Site site : questions.get(i).sites) {
                Map<Site, Grid> mine = answers.get(i);
                if (!mine.containsKey(site)) {
                    answer(questions.get(i), site, statistics, open)
                            .ifPresent(grid -> mine.put(site, grid));
                }
            }
        }
        return open;
    }

    private static Optional<Grid> answer(
            Question question, Site site, Statistics statistics, Map<Site, Set<Statistic>> open) {
        List<Statistic> asked = new ArrayList<>();
        try (NDManager scratch = statistics.scratch()) {
            Grid grid =
                    question.quantizer.grid(
                            site,
                            statistics.of(
                                    site,
                                    scratch,
                                    (where, statistic) -> {
                                        asked.add(statistic);
                                        throw new NotYet();
                                    }));
            if (asked.isEmpty()) {
                return Optional.of(grid);
            }
        } catch (NotYet notYet) {
            // Noted below.
        } catch (ProblemException known) {
            throw new ProblemException(
                    known.problems().stream()
                            .map(p -> p.spot().isPresent() ? p : p.at(question.spot))
                            .toList());
        } catch (RuntimeException bug) {
            Problem problem = Failed.step(question.title + " at " + site.id(), bug);
            throw new ProblemException(problem.at(question.spot), bug);
        }
        open.computeIfAbsent(site, any -> new LinkedHashSet<>()).addAll(asked);
        return Optional.empty();
    }
}
