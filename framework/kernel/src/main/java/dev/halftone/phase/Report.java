package dev.halftone.phase;

import dev.halftone.directory.Disk;
import dev.halftone.directory.Draft;
import dev.halftone.directory.Identity;
import dev.halftone.experiment.Experiment;
import dev.halftone.journal.Journal;
import dev.halftone.plan.Plan;
import dev.halftone.planfile.PlanFile;
import dev.halftone.report.Analysis;
import dev.halftone.report.Blaming;
import dev.halftone.report.NetworkPicture;
import dev.halftone.report.Page;
import dev.halftone.report.ScoreLines;
import dev.halftone.report.ScoresJson;
import dev.halftone.report.SitesCsv;
import dev.halftone.report.Size;
import dev.halftone.report.Sizing;
import dev.halftone.report.Summary;
import dev.halftone.report.Timing;
import dev.halftone.run.RunOptions;
import dev.halftone.run.Setting;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The fifth phase: writes everything down, then gives the run directory its name. */
public final class Report {

    private final Journal journal;
    private final Setting setting;
    private final RunOptions options;

    @Inject
    Report(Journal journal, Setting setting, RunOptions options) {
        this.journal = journal;
        this.setting = setting;
        this.options = options;
    }

    public Summary from(Evaluated evaluated) {
        Prepared prepared = evaluated.quantized().prepared();
        Loaded loaded = prepared.loaded().carriedOut(evaluated.execution().mode());
        Identity identity = Deciding.facts(loaded, setting.packs());
        Draft draft = prepared.draft();
        Size size = Sizing.of(loaded.network().graph(), evaluated.quantized().plan());
        Summary summary = summary(evaluated, size, loaded.experiment(), identity);
        Map<String, Object> manifest =
                Manifest.facts(loaded, identity, evaluated.execution(), setting.packs());
        String experiment = setting.effective().apply(loaded.experiment());
        PlanFile.write(
                draft.file(""),
                evaluated.quantized().plan(),
                loaded.network().graph(),
                loaded.engine().manager());
        Disk.text(draft.file("experiment.yaml"), experiment);
        Disk.text(draft.file("manifest.json"), Manifest.text(manifest));
        Disk.text(
                draft.file("scores.json"),
                ScoresJson.text(
                        loaded.experiment().name(), evaluated.scores(), size, summary.caveats()));
        Disk.text(
                draft.file("sites.csv"),
                SitesCsv.text(
                        evaluated.analysis().sites(),
                        evaluated.execution().integer(),
                        evaluated.drift()));
        evaluated.outputs().write(draft.file("outputs.safetensors"), loaded.engine().manager());
        String picture =
                NetworkPicture.html(loaded.network().graph(), evaluated.quantized().plan());
        Page page = new Page(summary, evaluated.analysis(), manifest, experiment, picture);
        Disk.text(draft.file("report.html"), page.html());
        Disk.text(draft.file("timing.json"), Timing.text(journal.seconds(), evaluated.pace()));
        journal.note("finished");
        journal.end();
        draft.finish(identity.id());
        return summary;
    }

    private Summary summary(
            Evaluated evaluated, Size size, Experiment experiment, Identity identity) {
        Analysis analysis = evaluated.analysis();
        Path place = options.out().toAbsolutePath().normalize().resolve(identity.id());
        return new Summary(
                place,
                experiment.name(),
                experiment.mode(),
                evaluated.scores().examples(),
                ScoreLines.of(evaluated.scores()),
                analysis.outputError(),
                Blaming.worst(analysis),
                Blaming.blame(analysis),
                size,
                caveats(evaluated.quantized().plan()));
    }

    private static List<String> caveats(Plan plan) {
        return plan.decisions().values().stream()
                .flatMap(decision -> decision.grid().stream())
                .flatMap(grid -> grid.caveat().stream())
                .distinct()
                .toList();
    }
}
