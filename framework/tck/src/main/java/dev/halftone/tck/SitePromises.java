package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import dev.halftone.catalog.Parameter;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Role;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a quantizer that decides site by site promises, with every choice its parameters offer. */
final class SitePromises {
    static final String SAME = "gives the same grid for the same values";
    static final String WIDTH = "gives as many bits as it says";
    static final String ERROR = "does not err more with more bits";
    static final String ANSWERS = "takes a site's values, or says what to do about them";

    /** One site of each is looked at. */
    private static final List<Role> ROLES =
            List.of(Role.WEIGHT, Role.WEIGHT, Role.INPUT, Role.QUERY, Role.PROBABILITIES);

    private final Specimen specimen;
    private final Lab lab;
    private final Lazy<Map<String, At>> values = new Lazy<>(this::values);

    private SitePromises(Specimen specimen, Lab lab) {
        this.specimen = specimen;
        this.lab = lab;
    }

    static List<Promise> of(Specimen specimen, Lab lab) {
        SitePromises promises = new SitePromises(specimen, lab);
        List<Promise> all = new ArrayList<>();
        all.add(new Promise(ANSWERS, promises::refusals));
        all.add(new Promise(SAME, promises::same));
        all.addAll(GridPromises.of(promises::cases, lab));
        all.add(new Promise(WIDTH, promises::width));
        all.add(new Promise(ERROR, promises::error));
        all.add(new Promise(PlanPromises.ON_GRID, promises::onGrid));
        return all;
    }

    /** Some grids are for some values only, such as powers of two. */
    private void refusals() {
        SiteQuantizer quantizer = (SiteQuantizer) specimen.make();
        List<ProblemException> refused =
                values.get().values().stream()
                        .flatMap(at -> at.refusal(quantizer).stream())
                        .toList();
        assertThat(refused).as("refusals").hasSizeLessThan(values.get().size());
        for (ProblemException problem : refused) {
            assertThat(problem.problems())
                    .as("what to do about '%s'", problem.getMessage())
                    .allSatisfy(p -> assertThat(p.hint().orElse("")).isNotBlank());
        }
    }

    private void same() {
        variants()
                .forEach(
                        (words, quantizer) ->
                                values.get()
                                        .forEach((what, at) -> same(words + what, quantizer, at)));
    }

    private static void same(String what, SiteQuantizer quantizer, At at) {
        Optional<Grid> first = at.grid(quantizer);
        assertThat(at.grid(quantizer)).as(what).isEqualTo(first);
    }

    private void width() {
        Map<String, SiteQuantizer> all = new LinkedHashMap<>(variants());
        if (chooses()) {
            bits().forEach(
                            n ->
                                    all.put(
                                            "bits: " + n + ", ",
                                            (SiteQuantizer)
                                                    specimen.with("bits", Integer.toString(n))));
        }
        all.forEach((words, one) -> one.width().ifPresent(width -> width(words, one, width)));
    }

    private void width(String words, SiteQuantizer quantizer, double width) {
        values.get()
                .forEach(
                        (what, at) -> {
                            Optional<Grid> grid = at.grid(quantizer);
                            double bits = grid.map(Grid::bits).orElse(width);
                            assertThat(bits).as("bits, " + words + what).isEqualTo(width);
                        });
    }

    private List<GridPromises.Case> cases() {
        List<GridPromises.Case> cases = new ArrayList<>();
        variants()
                .forEach(
                        (words, quantizer) ->
                                values().forEach(
                                                (what, at) ->
                                                        at.on(quantizer, words + what)
                                                                .ifPresent(cases::add)));
        return cases;
    }

    private void onGrid() {
        TinyNetwork network = new TinyNetwork();
        Selector operands = new Selector("**");
        SiteQuantizer quantizer = (SiteQuantizer) specimen.make();
        Plan plan = Plan.EMPTY;
        for (Map.Entry<Site, Seen> at : network.seen(lab).entrySet()) {
            if (operands.matches(at.getKey(), Selector.Default.OPERANDS)) {
                Optional<Grid> grid = new At(at.getKey(), at.getValue()).grid(quantizer);
                plan = grid.isPresent() ? plan.with(at.getKey(), grid.get()) : plan;
            }
        }
        new PlanPromises(network, lab).onGrid("everywhere", plan);
    }

    /** Mean squared error over some values, bits by bits. */
    private void error() {
        if (!chooses()) {
            return;
        }
        Map<String, At> sites = new LinkedHashMap<>(values.get());
        sites.keySet().removeIf(what -> !what.startsWith("at "));
        sites.values().removeIf(at -> at.grid((SiteQuantizer) specimen.make()).isEmpty());
        sites.forEach(
                (what, at) -> {
                    double before = Double.POSITIVE_INFINITY;
                    for (int bits : bits()) {
                        String value = Integer.toString(bits);
                        double now = at.error((SiteQuantizer) specimen.with("bits", value), lab);
                        assertThat(now)
                                .as("mean squared error with %d bits, %s", bits, what)
                                .isLessThanOrEqualTo(before * 1.001);
                        before = now;
                    }
                });
    }

    private boolean chooses() {
        return specimen.plugin().parameters().stream()
                .anyMatch(p -> p.key().equals("bits") && p.type() == int.class);
    }

    private List<Integer> bits() {
        Parameter bits =
                specimen.plugin().parameters().stream()
                        .filter(p -> p.key().equals("bits"))
                        .findFirst()
                        .orElseThrow();
        return IntStream.of(2, 4, 6, 8)
                .filter(n -> n >= bits.min() && n <= bits.max())
                .boxed()
                .toList();
    }

    /** The quantizer as its defaults make it, and with each choice taken once. */
    private Map<String, SiteQuantizer> variants() {
        Map<String, SiteQuantizer> variants = new LinkedHashMap<>();
        variants.put("", (SiteQuantizer) specimen.make());
        for (Parameter parameter : specimen.plugin().parameters()) {
            for (String choice : choices(parameter)) {
                variants.put(
                        parameter.key() + ": " + choice + ", ",
                        (SiteQuantizer) specimen.with(parameter.key(), choice));
            }
        }
        return variants;
    }

    private static List<String> choices(Parameter parameter) {
        if (parameter.type() == boolean.class) {
            return List.of("true", "false");
        }
        if (parameter.type() == Granularity.class) {
            return List.of("channel", "group-4");
        }
        if (parameter.type() instanceof Class<?> type && type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(c -> c.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
        }
        return List.of();
    }

    /** Sites of a network with what passes there, and values that break careless arithmetic. */
    private Map<String, At> values() {
        Map<String, At> values = new LinkedHashMap<>();
        Map<Site, Seen> seen = new TinyNetwork().seen(lab);
        List<Role> roles = new ArrayList<>(ROLES);
        seen.forEach(
                (site, s) -> {
                    if (roles.remove(site.role())) {
                        values.put("at " + site.id(), new At(site, s));
                    }
                });
        Site weight = seen.keySet().stream().filter(Site::isWeight).findFirst().orElseThrow();
        Hard.values().forEach((what, v) -> values.put(what, new At(weight, hard(v))));
        float[] one = {0.5f, -0.25f, 0.125f, 1};
        Shape single = new Shape(1, 4);
        values.put(
                "of one channel", new At(weight, Seen.of(List.of(one), single, 0, lab.manager())));
        return values;
    }

    private Seen hard(float[] values) {
        return Seen.of(List.of(values), new Shape(values.length / 4, 4), 0, lab.manager());
    }
}
