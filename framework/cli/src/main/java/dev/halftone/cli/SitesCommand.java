package dev.halftone.cli;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.Problem;
import dev.halftone.run.Chosen;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code sites FILE [SELECTOR…]}. */
final class SitesCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "sites",
                        "Lists the sites of an experiment's network and the steps that choose them",
                        """
                        halftone sites experiments/quickstart.yaml "blocks.0.attn:*"
                        4 of 6 sites are chosen
                          site                         operator  labels                  steps
                          blocks.0.attn:scores         MatMul    block=0 kind=attention  –
                          blocks.0.attn:probabilities  MatMul    block=0 kind=attention  quantize[1] uniform, quantize[2] log2
                          …\
                        """)
                .more(
                        """
                        Selectors say which sites, as under 'sites' in an experiment file; without
                        one all are listed. Of several steps the later one has the last word. Sites
                        that come or go while steps rewrite the network are not followed.\
                        """)
                .arguments("FILE [SELECTOR…]", 1, Integer.MAX_VALUE, Page.Takes.FILES)
                .with(Flag.SET, Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        List<String> words = call.arguments();
        List<Selector> selectors = words.stream().skip(1).map(Selector::new).toList();
        try (Workspace workspace = Workspace.open(call)) {
            Experiment experiment = workspace.read(words.get(0), call.values(Flag.SET));
            List<Chosen> sites =
                    workspace.runs().sites(experiment, RunFlags.options(call)).stream()
                            .filter(chosen -> isMeant(chosen.site(), selectors))
                            .toList();
            if (sites.isEmpty()) {
                throw new Misuse(
                        Problem.of("no-site", "no site of the network matches")
                                .hint("without a selector all sites are listed"));
            }
            show(call, sites);
        }
        return Exit.DONE;
    }

    private static boolean isMeant(Site site, List<Selector> selectors) {
        return selectors.isEmpty()
                || selectors.stream().anyMatch(s -> s.matches(site, Selector.Default.EVERYTHING));
    }

    private static void show(Call call, List<Chosen> sites) {
        long chosen = sites.stream().filter(site -> !site.steps().isEmpty()).count();
        call.out("%d of %d sites are chosen".formatted(chosen, sites.size()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("site", "operator", "labels", "steps"));
        sites.forEach(site -> rows.add(row(site)));
        HelpText.columns(rows).forEach(call::out);
    }

    private static List<String> row(Chosen chosen) {
        Site site = chosen.site();
        String labels =
                site.labels().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(" "));
        String steps = chosen.steps().isEmpty() ? "–" : String.join(", ", chosen.steps());
        return List.of(site.id(), site.op(), labels, steps);
    }
}
