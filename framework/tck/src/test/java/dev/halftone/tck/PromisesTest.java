package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliberately wrong plugins: a promise that none of them breaks would promise nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromisesTest {
    private final Lab lab = new Lab();

    @AfterAll
    void close() {
        lab.close();
    }

    static Stream<Arguments> wrongPlugins() {
        return Stream.of(
                arguments(BadRecords.Mumbling.class, RecordPromises.SENTENCES),
                arguments(BadRecords.Mute.class, RecordPromises.SENTENCES),
                arguments(BadRecords.Demanding.class, RecordPromises.MADE),
                arguments(BadRecords.Proud.class, RecordPromises.EQUAL),
                arguments(BadRecords.Growing.class, RecordPromises.WRITTEN),
                arguments(BadQuantizers.Grumpy.class, SitePromises.ANSWERS),
                arguments(BadQuantizers.Silent.class, SitePromises.ANSWERS),
                arguments(BadQuantizers.Moody.class, SitePromises.SAME),
                arguments(BadQuantizers.Zeroless.class, GridPromises.ZERO),
                arguments(BadQuantizers.Sliding.class, GridPromises.STAYS),
                arguments(BadQuantizers.Exploding.class, GridPromises.FINITE),
                arguments(BadQuantizers.Sliding.class, GridPromises.EXTREMES),
                arguments(BadQuantizers.Certain.class, GridPromises.UNDEFINED),
                arguments(BadQuantizers.Negative.class, GridPromises.SCALES),
                arguments(BadQuantizers.Weightless.class, GridPromises.BITS),
                arguments(BadQuantizers.Unwritable.class, GridPromises.WRITTEN),
                arguments(BadQuantizers.Sly.class, SitePromises.WIDTH),
                arguments(BadQuantizers.Backward.class, SitePromises.ERROR),
                arguments(BadSteps.Grumpy.class, StepPromises.ANSWERS),
                arguments(BadSteps.Silent.class, StepPromises.ANSWERS),
                arguments(BadSteps.Moody.class, StepPromises.SAME),
                arguments(BadSteps.Lost.class, StepPromises.KNOWN),
                arguments(BadSteps.Sly.class, StepPromises.WIDTHS),
                arguments(BadSteps.Poisoned.class, StepPromises.RUNS),
                arguments(BadSteps.Careless.class, OddNetworks.FINITE),
                arguments(BadSteps.Sliding.class, GridPromises.STAYS),
                arguments(BadSteps.Sliding.class, PlanPromises.ON_GRID),
                arguments(BadObservers.Moody.class, ObserverPromises.SAME),
                arguments(BadObservers.Lumping.class, ObserverPromises.PARTS),
                arguments(BadObservers.Reversed.class, ObserverPromises.ENDS),
                arguments(BadObservers.Narrow.class, ObserverPromises.HOLDS),
                arguments(BadModels.Hollow.class, ModelPromises.WEIGHTS),
                arguments(BadModels.Moody.class, ModelPromises.SAME),
                arguments(BadModels.Bare.class, ModelPromises.SITES),
                arguments(BadModels.ColourBlind.class, ModelPromises.TAKES),
                arguments(BadModels.Poisoned.class, ModelPromises.RUNS),
                arguments(BadModels.Gossiping.class, ModelPromises.ROWS),
                arguments(BadDatasets.Empty.class, DatasetPromises.SOME),
                arguments(BadDatasets.Moody.class, DatasetPromises.SAME),
                arguments(BadDatasets.Nameless.class, DatasetPromises.NAMES),
                arguments(BadDatasets.Shifty.class, DatasetPromises.PRINT),
                arguments(BadDatasets.Lonely.class, DatasetPromises.THREADS),
                arguments(BadDatasets.Stuck.class, DatasetPromises.CLOSES),
                arguments(BadMetrics.Hopeful.class, MetricPromises.EMPTY),
                arguments(BadMetrics.Forgetful.class, MetricPromises.ORDER),
                arguments(BadMetrics.Sharing.class, MetricPromises.SEPARATE),
                arguments(BadMetrics.UpsideDown.class, MetricPromises.DIRECTION));
    }

    @ParameterizedTest
    @MethodSource("wrongPlugins")
    void aWrongPluginBreaksThePromise(Class<?> plugin, String promise) {
        assertThat(broken(plugin, promise::equals)).containsExactly(promise);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                BadRecords.Good.class,
                BadSteps.Good.class,
                BadObservers.Good.class,
                BadModels.Good.class,
                BadDatasets.Good.class,
                BadMetrics.Good.class
            })
    void aGoodPluginKeepsEveryPromise(Class<?> plugin) {
        assertThat(broken(plugin, name -> true)).isEmpty();
    }

    @Test
    void everyPromiseIsBrokenBySomePlugin() {
        Set<String> breakable =
                wrongPlugins().map(a -> (String) a.get()[1]).collect(Collectors.toSet());
        Set<String> all =
                Stream.of(
                                BadRecords.Good.class,
                                BadSteps.Good.class,
                                BadObservers.Good.class,
                                BadModels.Good.class,
                                BadDatasets.Good.class,
                                BadMetrics.Good.class)
                        .flatMap(plugin -> promises(plugin).stream())
                        .map(Promise::name)
                        .collect(Collectors.toSet());

        assertThat(breakable).isEqualTo(all);
    }

    private List<String> broken(Class<?> type, Predicate<String> looked) {
        List<String> broken = new ArrayList<>();
        for (Promise promise : promises(type)) {
            if (!looked.test(promise.name())) {
                continue;
            }
            try {
                promise.check().execute();
            } catch (Throwable e) {
                broken.add(promise.name());
            }
        }
        return broken;
    }

    private List<Promise> promises(Class<?> type) {
        Catalog catalog = Catalog.of(type);
        assertThat(catalog.unusable()).isEmpty();
        Plugin plugin = catalog.plugins().get(0);
        return Promises.of(new Specimen(catalog, plugin, ""), lab);
    }
}
