package dev.halftone.report;

/**
 * A site to which most of the error goes back.
 *
 * @param site its id
 * @param impact relative error of the outputs when it alone is quantized
 * @param why in words, for the user
 * @param fix the step that keeps it in float: {@code - { keep-float: {}, sites: "…" }}
 */
public record Blame(String site, double impact, String why, String fix) {}
