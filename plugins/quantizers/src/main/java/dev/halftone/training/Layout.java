package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Where each learned array lies in a flat vector.
 *
 * @param names in the order of the program
 * @param shapes as many
 */
record Layout(List<String> names, List<Shape> shapes) {

    static Layout of(Program program) {
        List<String> names = program.learned();
        return new Layout(
                names, names.stream().map(n -> program.initial().get(n).getShape()).toList());
    }

    /** One vector of an array for each name; it belongs to the manager of the first. */
    NDArray join(Function<String, NDArray> arrays) {
        NDList flat = new NDList();
        names.forEach(name -> flat.add(arrays.apply(name).flatten()));
        NDArray vector = NDArrays.concat(flat);
        flat.close();
        return vector;
    }

    /** The arrays again; gradients flow through. They belong to the manager of the vector. */
    List<NDArray> part(NDArray vector) {
        long[] ends = new long[names.size() - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += shapes.get(i).size();
            ends[i] = end;
        }
        NDList flat = ends.length == 0 ? new NDList(vector) : vector.split(ends);
        List<NDArray> arrays = new ArrayList<>();
        for (int i = 0; i < flat.size(); i++) {
            arrays.add(flat.get(i).reshape(shapes.get(i)));
        }
        return arrays;
    }
}
