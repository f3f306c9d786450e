package dev.halftone.plan;

import dev.halftone.grid.Grid;
import java.util.Optional;

/**
 * What a step decided for one site.
 *
 * @param grid the grid; none keeps the site in float
 * @param step the step that decided, as in the experiment file: {@code quantize[1] uniform}
 * @param because the reason given there
 */
public record Decision(Optional<Grid> grid, String step, Optional<String> because) {}
