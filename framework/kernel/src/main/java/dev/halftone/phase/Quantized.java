package dev.halftone.phase;

import dev.halftone.plan.Plan;

/**
 * What quantization decided.
 *
 * @param prepared for what
 * @param plan of all steps
 */
public record Quantized(Prepared prepared, Plan plan) {}
