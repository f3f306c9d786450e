package dev.halftone.checkpoint;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the weights in what a training script saved: a dictionary of tensors, often one among other
 * things ({@code state_dict}, {@code model}), sometimes all under the name of what was put around
 * the network: {@code module.} of data parallelism, {@code _orig_mod.} of a compiled one.
 */
final class StateDict {
    private static final List<String> USUAL =
            List.of("state_dict", "model", "model_state_dict", "module", "net", "params");
    private static final List<String> WRAPPERS = List.of("module.", "model.", "_orig_mod.", "net.");
    private static final int DEEPEST = 8;
    private static final int MOST = 200_000;

    /** Elements that tensors may have beside those stored: half a GiB of weights. */
    private static final long MOST_REPEATED = 1 << 27;

    private final String file;
    private final Map<String, StoredTensor> found = new LinkedHashMap<>();
    private int looked;

    private StateDict(String file) {
        this.file = file;
    }

    /** Tensors by name, each checked against what is stored. */
    static Map<String, StoredTensor> of(String file, Object root) {
        StateDict dict = new StateDict(file);
        Object weights = root;
        for (int depth = 0; depth < DEEPEST && weights instanceof Map<?, ?> map; depth++) {
            if (map.values().stream().anyMatch(StoredTensor.class::isInstance)) {
                break;
            }
            Object inner = dict.inner(map);
            if (inner == map) {
                break;
            }
            weights = inner;
        }
        dict.collect("", weights, 0);
        if (dict.found.isEmpty()) {
            throw BadCheckpoint.because(file, "it holds no named tensors");
        }
        Map<String, StoredTensor> named = plain(dict.found);
        dict.check(named);
        dict.repeated(named);
        return named;
    }

    private Object inner(Map<?, ?> map) {
        for (String name : USUAL) {
            if (map.get(name) instanceof Map<?, ?> usual && holds(usual, 0)) {
                return usual;
            }
        }
        List<Object> holding = new ArrayList<>();
        map.values().stream().filter(value -> holds(value, 0)).forEach(holding::add);
        return holding.size() == 1 ? holding.get(0) : map;
    }

    private boolean holds(Object value, int depth) {
        count();
        return value instanceof StoredTensor
                || (depth < DEEPEST
                        && value instanceof Map<?, ?> map
                        && map.values().stream().anyMatch(v -> holds(v, depth + 1)));
    }

    private void collect(String name, Object value, int depth) {
        count();
        if (value instanceof StoredTensor tensor) {
            found.put(name.isEmpty() ? "tensor" : name, tensor);
        } else if (value instanceof Map<?, ?> map && depth < DEEPEST) {
            String prefix = name.isEmpty() ? "" : name + ".";
            map.forEach((key, inner) -> collect(prefix + key, inner, depth + 1));
        }
    }

    /** A pickle can name one thing many times: it is looked at often, but not for ever. */
    private void count() {
        if (++looked > MOST) {
            throw BadCheckpoint.because(file, "its pickle nests more than can be looked through");
        }
    }

    private static Map<String, StoredTensor> plain(Map<String, StoredTensor> found) {
        for (String wrapper : WRAPPERS) {
            if (found.keySet().stream().allMatch(name -> name.startsWith(wrapper))) {
                Map<String, StoredTensor> plain = new LinkedHashMap<>();
                found.forEach((name, one) -> plain.put(name.substring(wrapper.length()), one));
                return plain(plain);
            }
        }
        return found;
    }

    private void check(Map<String, StoredTensor> named) {
        List<Problem> problems = new ArrayList<>();
        named.forEach(
                (name, tensor) -> {
                    try {
                        tensor.complaint()
                                .map(
                                        what ->
                                                BadCheckpoint.problem(
                                                        file,
                                                        "tensor '%s' %s"
                                                                .formatted(
                                                                        Pickle.shortened(name),
                                                                        what)))
                                .ifPresent(problems::add);
                    } catch (IOException e) {
                        throw BadCheckpoint.because(file, "reading failed", e);
                    }
                });
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /** Tensors may repeat what is stored, and share it, but no small file should fill memory. */
    private void repeated(Map<String, StoredTensor> named) {
        Map<Bytes, Long> stored = new IdentityHashMap<>();
        double more = 0;
        for (StoredTensor tensor : named.values()) {
            long there = elements(tensor);
            more += tensor.shape().size();
            more -= stored.putIfAbsent(tensor.bytes(), there) == null ? there : 0;
        }
        if (more > MOST_REPEATED) {
            Comparator<Map.Entry<String, StoredTensor>> size =
                    Comparator.comparingLong(entry -> entry.getValue().shape().size());
            var largest = named.entrySet().stream().max(size).orElseThrow();
            throw BadCheckpoint.because(
                    file,
                    "its tensors repeat what is stored too often: '%s' has %d elements, and %d are stored"
                            .formatted(
                                    Pickle.shortened(largest.getKey()),
                                    largest.getValue().shape().size(),
                                    elements(largest.getValue())));
        }
    }

    private long elements(StoredTensor tensor) {
        try {
            return tensor.bytes().size() / tensor.type().bytes();
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }
}
