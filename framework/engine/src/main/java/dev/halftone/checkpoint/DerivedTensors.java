package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint.Derived;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file's tensors, some of them made into others. */
final class DerivedTensors implements TensorFile {
    private final TensorFile file;
    private final Map<String, Derived> derived = new LinkedHashMap<>();
    private final Map<String, TensorSpec> specs;

    DerivedTensors(TensorFile file, List<Derived> tensors) {
        this.file = file;
        this.specs = new LinkedHashMap<>(file.tensors());
        for (Derived one : tensors) {
            one.from().forEach(specs::remove);
        }
        for (Derived one : tensors) {
            derived.put(one.name(), one);
            specs.put(one.name(), new TensorSpec(one.name(), DataType.FLOAT32, one.shape()));
        }
    }

    @Override
    public Map<String, TensorSpec> tensors() {
        return specs;
    }

    @Override
    public Map<String, String> metadata() {
        return file.metadata();
    }

    @Override
    public NDArray read(String name, NDManager manager) {
        Derived one = derived.get(name);
        if (one == null) {
            return file.read(name, manager);
        }
        try (NDManager inside = manager.newSubManager()) {
            List<NDArray> from =
                    one.from().stream()
                            .map(source -> file.read(source, inside))
                            .map(array -> array.toType(DataType.FLOAT32, false))
                            .toList();
            NDArray view = one.make().apply(from);
            // A copy in order: what was made may be a view of what is closed here.
            NDArray made = view.reshape(one.shape()).duplicate();
            made.attach(manager);
            return made;
        }
    }
}
