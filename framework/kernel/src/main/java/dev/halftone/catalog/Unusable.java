package dev.halftone.catalog;

/**
 * A plugin that was found and cannot be used.
 *
 * @param kind what it would be
 * @param id what it calls itself
 * @param pack where it comes from
 * @param reason what is wrong, for the user
 */
public record Unusable(Kind kind, String id, String pack, String reason) {}
