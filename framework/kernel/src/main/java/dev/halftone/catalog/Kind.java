package dev.halftone.catalog;

import dev.halftone.data.DatasetSource;
import dev.halftone.metric.Score;
import dev.halftone.model.ModelSource;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a plugin is. */
public enum Kind {
    QUANTIZER(Quantizer.class, List.of(SiteQuantizer.class, QuantizationStep.class)),
    OBSERVER(Observer.class, List.of(RangeObserver.class)),
    MODEL(Model.class, List.of(ModelSource.class)),
    DATASET(Dataset.class, List.of(DatasetSource.class)),
    METRIC(Metric.class, List.of(Score.class));

    private final Class<? extends Annotation> annotation;
    private final List<Class<?>> interfaces;

    Kind(Class<? extends Annotation> annotation, List<Class<?>> interfaces) {
        this.annotation = annotation;
        this.interfaces = interfaces;
    }

    /** The annotation that marks a plugin of this kind. */
    public Class<? extends Annotation> annotation() {
        return annotation;
    }

    /** What a plugin of this kind implements: one of these. */
    public List<Class<?>> interfaces() {
        return interfaces;
    }

    /** In messages: {@code quantizer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** In sentences: {@code an observer}. */
    public String withArticle() {
        return (this == OBSERVER ? "an " : "a ") + word();
    }

    /** The kind whose plugins implement an interface. */
    public static Optional<Kind> of(Class<?> type) {
        return Arrays.stream(values()).filter(k -> k.interfaces.contains(type)).findFirst();
    }
}
