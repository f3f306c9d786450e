package dev.halftone.phase;

import dev.halftone.distribution.Asking.Question;
import dev.halftone.experiment.Step;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A step with the sites of a graph that its selectors match.
 *
 * @param step as in the experiment
 * @param sites in node order
 */
public record MatchedStep(Step step, List<Site> sites) {

    private static final List<Selector> ALL = List.of(new Selector("**"));

    /** Matches a step against the sites of a graph. */
    public static MatchedStep of(Step step, List<Site> sites) {
        List<Selector> selectors = step.sites().isEmpty() ? ALL : step.sites();
        Selector.Default roles = roles(step);
        return new MatchedStep(
                step,
                sites.stream()
                        .filter(site -> selectors.stream().anyMatch(s -> s.matches(site, roles)))
                        .toList());
    }

    private static Selector.Default roles(Step step) {
        return step.use().instance() instanceof QuantizationStep
                ? Selector.Default.EVERYTHING
                : Selector.Default.OPERANDS;
    }

    /** Whether it decides site by site. */
    public boolean isPerSite() {
        return step.use().instance() instanceof SiteQuantizer;
    }

    /** What to ask a step that decides site by site. */
    public Question question() {
        SiteQuantizer quantizer = (SiteQuantizer) step.use().instance();
        return new Question(step.title(), quantizer, sites, step.spot());
    }

    /** What to tell when nothing matches. */
    public Problem noSite(List<Site> all) {
        String wanted =
                step.sites().isEmpty()
                        ? step.title()
                        : String.join(
                                ", ",
                                step.sites().stream().map(s -> "'" + s.text() + "'").toList());
        return Problem.of("no-site", "no site of the network matches " + wanted)
                .hint(hint(all))
                .at(step.spot());
    }

    private String hint(List<Site> all) {
        Set<String> known = new LinkedHashSet<>();
        all.forEach(site -> known.add(site.path()));
        all.forEach(site -> known.add(site.path().replaceAll("(?<=^|\\.)\\d+(?=\\.|$)", "*")));
        for (Selector selector : step.sites()) {
            String place = selector.text().replaceFirst(":[^:]*$", "");
            var near = Nearest.to(place, known);
            if (near.isPresent()) {
                return near.get().equals(place)
                        ? roles(place, all)
                        : "did you mean '" + near.get() + "'?";
            }
        }
        List<String> repeated = known.stream().filter(path -> path.contains("*")).toList();
        List<String> some = repeated.isEmpty() ? List.copyOf(known) : repeated;
        return some.isEmpty()
                ? "the network has no site: no operator of it is quantized"
                : "there are " + String.join(", ", some.stream().limit(8).toList());
    }

    /** The path is right, so the role is not. */
    private static String roles(String place, List<Site> all) {
        Set<String> roles = new LinkedHashSet<>();
        Selector here = new Selector(place + ":*");
        all.stream()
                .filter(site -> here.matches(site, Selector.Default.EVERYTHING))
                .forEach(site -> roles.add(site.role().word()));
        return "'" + place + "' has " + String.join(", ", roles);
    }
}
