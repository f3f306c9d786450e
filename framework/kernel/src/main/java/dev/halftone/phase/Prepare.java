package dev.halftone.phase;

import dev.halftone.directory.Disk;
import dev.halftone.directory.Draft;
import dev.halftone.directory.Identity;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.journal.Journal;
import dev.halftone.run.RunOptions;
import dev.halftone.run.Setting;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;

/** The first phase: loads and checks everything, then opens the run directory. */
public final class Prepare {

    private final Loading loading;
    private final RunOptions options;
    private final Setting setting;
    private final Journal journal;

    @Inject
    Prepare(Loading loading, RunOptions options, Setting setting, Journal journal) {
        this.loading = loading;
        this.options = options;
        this.setting = setting;
        this.journal = journal;
    }

    /**
     * Where the run directory of an experiment can be, once it is finished: of {@code auto}, only
     * the plan tells in which mode it ends.
     */
    public List<Path> places(Experiment experiment) {
        try (Loaded loaded = loading.of(experiment)) {
            Path out = options.out().toAbsolutePath().normalize();
            return names(loaded).stream().map(out::resolve).toList();
        }
    }

    /** Names that the run directory of what is loaded can have. */
    private List<String> names(Loaded loaded) {
        Mode mode = loaded.experiment().mode();
        List<Mode> modes =
                mode == Mode.AUTO ? List.of(Mode.SIMULATED, Mode.INTEGER) : List.of(mode);
        return modes.stream()
                .map(loaded::carriedOut)
                .map(decided -> Deciding.facts(decided, setting.packs()).id())
                .toList();
    }

    public Prepared from(Experiment experiment) {
        Loaded loaded = loading.of(experiment);
        try {
            Identity identity = Deciding.facts(loaded, setting.packs());
            Draft draft = Draft.open(options.out(), identity.id(), options.resume());
            journal.begin(draft.file("journal.log"));
            journal.note(identity.id() + ", " + loaded.engine().version());
            int batch = loaded.experiment().batch();
            if (batch != experiment.batch()) {
                String words = "the network takes %d at a time: 'batch' is %d, not %d";
                journal.say(words.formatted(batch, batch, experiment.batch()));
            }
            Disk.text(
                    draft.file("experiment.yaml"), setting.effective().apply(loaded.experiment()));
            return new Prepared(loaded, identity, draft);
        } catch (RuntimeException | Error e) {
            loaded.close();
            throw e;
        }
    }
}
