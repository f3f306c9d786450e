package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Another plugin: {@code mse}, or {@code percentile: { keep: 0.9999 }}. */
record PluginOf(Kind kind, Class<?> type) implements ParameterType {

    @Override
    public String words() {
        return kind.word();
    }

    @Override
    public String wanted() {
        return kind.withArticle();
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        return slot.binder()
                .use(kind, type, tree, "'" + slot.name() + "'", Set.of())
                .map(made -> new Bound(made.instance(), written(made)));
    }

    private static Map<String, Object> written(Binder.Made made) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(made.plugin().id(), made.parameters());
        return map;
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return parts.plugin(kind, type);
    }
}
