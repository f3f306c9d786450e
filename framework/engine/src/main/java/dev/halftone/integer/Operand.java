package dev.halftone.integer;

import dev.halftone.graph.Node;

/**
 * What a product reads.
 *
 * @param snap where it lands on a grid
 * @param lattice on which
 */
record Operand(Node snap, Lattice lattice) {

    /** Of a grid with one scale. */
    double scale() {
        return lattice.scale()[0];
    }
}
