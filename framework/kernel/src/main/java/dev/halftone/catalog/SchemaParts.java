package dev.halftone.catalog;

import java.util.List;
import java.util.Map;

/** What the schemas of parameters are put together from. */
public interface SchemaParts {

    /** A value of a JSON type, or a variable of the environment. */
    Map<String, Object> orVariable(String type);

    /** One of some words, or a variable of the environment. */
    Map<String, Object> wordOrVariable(List<String> words);

    /** A map of parameters, all named. */
    Map<String, Object> parameters(List<Parameter> parameters, boolean allRequired);

    /** A plugin of a kind that implements a type. */
    Map<String, Object> plugin(Kind kind, Class<?> type);
}
