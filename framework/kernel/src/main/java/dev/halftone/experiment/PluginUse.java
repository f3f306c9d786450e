package dev.halftone.experiment;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Plugin;
import java.util.Map;

/**
 * A plugin as an experiment uses it.
 *
 * @param <T> what it implements
 * @param plugin which one
 * @param instance the record, made
 * @param parameters every parameter that has a value, defaults too, as plain YAML values; nested
 *     plugins as one-key maps
 */
public record PluginUse<T>(Plugin plugin, T instance, Map<String, Object> parameters) {

    static <T> PluginUse<T> of(Binder.Made made, Class<T> type) {
        return new PluginUse<>(made.plugin(), type.cast(made.instance()), made.parameters());
    }
}
