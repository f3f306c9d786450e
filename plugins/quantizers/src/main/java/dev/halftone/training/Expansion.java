package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Affine;
import java.util.Arrays;
import java.util.List;

/**
 * Gives every value of a tensor the number that its channel or group has on a grid.
 *
 * @param grid says how numbers are shared
 * @param shape of the tensor
 * @param manager owns what is made
 */
record Expansion(Affine grid, Shape shape, NDManager manager) {

    /** As many numbers as the grid has scales. */
    NDArray of(List<? extends Number> numbers) {
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).floatValue();
        }
        NDArray all = manager.create(values);
        if (grid.group() > 0) {
            return grouped(all);
        }
        if (values.length == 1) {
            return all.broadcast(shape).duplicate();
        }
        long[] along = new long[shape.dimension()];
        Arrays.fill(along, 1);
        along[Math.floorMod(grid.axis(), along.length)] = values.length;
        return all.reshape(along).broadcast(shape).duplicate();
    }

    private NDArray grouped(NDArray all) {
        long last = shape.get(shape.dimension() - 1);
        long groups = (last + grid.group() - 1) / grid.group();
        NDArray wide = all.reshape(-1, groups, 1).repeat(2, grid.group());
        NDArray rows = wide.reshape(-1, groups * grid.group());
        return rows.get(":, :" + last).reshape(shape).duplicate();
    }
}
