package dev.halftone.phase;

import ai.djl.ndarray.NDList;
import dev.halftone.data.Examples;
import dev.halftone.engine.Contrast;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Isolation;
import dev.halftone.graph.Graph;
import dev.halftone.model.Network;
import dev.halftone.picture.Loader;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Progress;
import dev.halftone.report.Analysis;
import dev.halftone.report.SiteLine;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds where the error arises: at each site, and what each site does to the outputs. */
public final class Analyse {

    /** Few, because every site costs a run of the network; enough to tell sites apart. */
    static final int IMAGES = 8;

    private final Console console;

    @Inject
    Analyse(Console console) {
        this.console = console;
    }

    Analysis of(Quantized quantized, Optional<Program> program) {
        Loaded loaded = quantized.prepared().loaded();
        Plan plan = quantized.plan();
        Graph graph = plan.graph().orElse(loaded.network().graph());
        List<Site> sites =
                Sites.of(graph).stream().filter(site -> plan.grid(site.id()).isPresent()).toList();
        Optional<Examples> data = loaded.calibration().or(loaded::evaluation);
        if (sites.isEmpty() || data.isEmpty() || program.isEmpty()) {
            return Analysis.NONE;
        }
        Loader all = loaded.batches(data.get());
        int images = loaded.network().prompting().isPresent() ? 1 : IMAGES;
        Loader few = all.range(0, Math.min(images, all.size()));
        try (Progress progress =
                console.progress("analyse", (long) few.count() * (sites.size() + 1))) {
            return analysis(loaded, plan, sites, few, program.get(), progress);
        }
    }

    private static Analysis analysis(
            Loaded loaded,
            Plan plan,
            List<Site> sites,
            Loader few,
            Program program,
            Progress progress) {
        Engine engine = loaded.engine();
        Network network = loaded.network();
        List<Distance> alone = sites.stream().map(site -> new Distance()).toList();
        Distance together = new Distance();
        try (Contrast contrast = engine.contrast(network.graph(), network.weights(), plan, sites);
                Isolation isolation = engine.isolate(network.graph(), network.weights(), plan)) {
            few.forEach(
                    batch -> {
                        contrast.add(batch.inputs());
                        List<float[]> base =
                                values(isolation.run(batch.inputs(), Optional.empty()));
                        together.add(base, values(program.run(batch.inputs())));
                        progress.advance(1);
                        for (int i = 0; i < sites.size(); i++) {
                            Optional<Site> only = Optional.of(sites.get(i));
                            alone.get(i).add(base, values(isolation.run(batch.inputs(), only)));
                            progress.advance(1);
                        }
                    });
            List<SiteLine> lines = new ArrayList<>();
            for (int i = 0; i < sites.size(); i++) {
                Site site = sites.get(i);
                lines.add(
                        new SiteLine(
                                site,
                                plan.grid(site.id()).orElseThrow(),
                                contrast.error(site),
                                alone.get(i).relative()));
            }
            return new Analysis(few.size(), lines, OptionalDouble.of(together.relative()));
        }
    }

    /** Frees the outputs: there is one set per site. */
    private static List<float[]> values(NDList outputs) {
        try (outputs) {
            return outputs.stream().map(output -> output.toFloatArray()).toList();
        }
    }

    /** ‖b − a‖ / ‖a‖ over everything added. */
    private static final class Distance {

        private double difference;
        private double norm;

        void add(List<float[]> as, List<float[]> bs) {
            for (int i = 0; i < as.size(); i++) {
                float[] a = as.get(i);
                float[] b = bs.get(i);
                for (int j = 0; j < a.length; j++) {
                    double apart = (double) b[j] - a[j];
                    difference += apart * apart;
                    norm += (double) a[j] * a[j];
                }
            }
        }

        double relative() {
            return norm == 0 ? 0 : Math.sqrt(difference / norm);
        }
    }
}
