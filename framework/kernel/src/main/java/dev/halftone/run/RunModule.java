package dev.halftone.run;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import dev.halftone.bench.Benching;
import dev.halftone.journal.Journal;
import dev.halftone.phase.Analyse;
import dev.halftone.phase.Calibrate;
import dev.halftone.phase.EngineStarter;
import dev.halftone.phase.Evaluate;
import dev.halftone.phase.Loading;
import dev.halftone.phase.Pipeline;
import dev.halftone.phase.Predict;
import dev.halftone.phase.Prepare;
import dev.halftone.phase.Quantize;
import dev.halftone.phase.Report;
import java.time.Clock;

/** Wires one run. Every binding is written here; Guice makes none up. */
final class RunModule extends AbstractModule {

    private final Setting setting;
    private final RunOptions options;
    private final EngineStarter starter;

    RunModule(Setting setting, RunOptions options, EngineStarter starter) {
        this.setting = setting;
        this.options = options;
        this.starter = starter;
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
        bind(Setting.class).toInstance(setting);
        bind(RunOptions.class).toInstance(options);
        bind(Console.class).toInstance(options.console());
        bind(EngineStarter.class).toInstance(starter);
        bind(Journal.class).toInstance(new Journal(options.console(), Clock.systemUTC()));
        bind(Loading.Overrides.class)
                .toInstance(new Loading.Overrides(options.device(), options.mode()));
        bind(Loading.class).in(Scopes.SINGLETON);
        bind(Prepare.class).in(Scopes.SINGLETON);
        bind(Calibrate.class).in(Scopes.SINGLETON);
        bind(Quantize.class).in(Scopes.SINGLETON);
        bind(Analyse.class).in(Scopes.SINGLETON);
        bind(Evaluate.class).in(Scopes.SINGLETON);
        bind(Report.class).in(Scopes.SINGLETON);
        bind(Benching.class).in(Scopes.SINGLETON);
        bind(Predict.class).in(Scopes.SINGLETON);
        bind(Pipeline.class).in(Scopes.SINGLETON);
    }
}
