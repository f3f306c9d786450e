package dev.halftone.catalog;

import java.util.List;

/**
 * What the catalog knows of a plugin.
 *
 * @param kind what it is
 * @param id its name in experiment files
 * @param doc its one sentence
 * @param type the record
 * @param pack where it comes from: {@code halftone} or a pack's name
 * @param parameters in the record's order, inlined ones spread
 */
public record Plugin(
        Kind kind,
        String id,
        String doc,
        Class<? extends Record> type,
        String pack,
        List<Parameter> parameters) {}
