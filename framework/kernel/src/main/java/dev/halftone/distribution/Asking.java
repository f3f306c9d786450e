package dev.halftone.distribution;

import ai.djl.ndarray.NDManager;
import dev.halftone.engine.SideBySide;
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
import java.util.function.Supplier;

/**
 * Asks site quantizers for grids before anything is gathered, notes what they ask for, gathers all
 * of it in one pass, and asks again until every one has answered. Sites are decided side by side. A
 * quantizer is a pure function, so it never notices.
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
        try (SideBySide threads = new SideBySide()) {
            while (true) {
                Map<Site, Set<Statistic>> open = round(questions, answers, statistics, threads);
                if (open.isEmpty()) {
                    return answers;
                }
                statistics.gather(open);
            }
        }
    }

    /** The first site of a question that cannot be answered without calibration data. */
    public static Optional<Site> needsCalibration(Question question, Statistics statistics) {
        return question.sites.stream()
                .filter(site -> site.parameter().isEmpty())
                .filter(site -> answer(question, site, statistics).grid().isEmpty())
                .findFirst();
    }

    /** What a quantizer answers: a grid, or what it would know first. */
    private record Answer(Optional<Grid> grid, List<Statistic> asked) {}

    /** A site that has no grid yet, and the map that waits for it. */
    private record Open(Question question, Site site, Map<Site, Grid> answers) {

        Supplier<Answer> asking(Statistics statistics) {
            return () -> answer(question, site, statistics);
        }
    }

    /** What is still to be gathered; grids are put in where there is an answer. */
    private static Map<Site, Set<Statistic>> round(
            List<Question> questions,
            List<Map<Site, Grid>> answers,
            Statistics statistics,
            SideBySide threads) {
        List<Open> waiting = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            Map<Site, Grid> mine = answers.get(i);
            question.sites.stream()
                    .filter(site -> !mine.containsKey(site))
                    .forEach(site -> waiting.add(new Open(question, site, mine)));
        }
        List<Answer> given =
                threads.all(waiting.stream().map(open -> open.asking(statistics)).toList());
        Map<Site, Set<Statistic>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < given.size(); i++) {
            Open open = waiting.get(i);
            Answer answer = given.get(i);
            if (answer.grid.isPresent()) {
                open.answers.put(open.site, answer.grid.get());
            } else {
                wanted.computeIfAbsent(open.site, any -> new LinkedHashSet<>())
                        .addAll(answer.asked);
            }
        }
        return wanted;
    }

    private static Answer answer(Question question, Site site, Statistics statistics) {
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
                return new Answer(Optional.of(grid), asked);
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
        return new Answer(Optional.empty(), asked);
    }
}
