package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.Pickle.Tuple;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pickle that PyTorch wrote may ask for: tensors, the storages they lie in, and ordered
 * dictionaries. Anything else is refused by its name.
 */
final class TorchPickle implements Pickle.Outside {
    private static final Map<String, ElementType> STORAGES =
            Map.ofEntries(
                    Map.entry("DoubleStorage", ElementType.F64),
                    Map.entry("FloatStorage", ElementType.F32),
                    Map.entry("HalfStorage", ElementType.F16),
                    Map.entry("BFloat16Storage", ElementType.BF16),
                    Map.entry("LongStorage", ElementType.I64),
                    Map.entry("IntStorage", ElementType.I32),
                    Map.entry("ShortStorage", ElementType.I16),
                    Map.entry("CharStorage", ElementType.I8),
                    Map.entry("ByteStorage", ElementType.U8),
                    Map.entry("BoolStorage", ElementType.BOOL));

    private final String file;
    private final Storages storages;

    /** Where the elements of a storage lie. */
    interface Storages {

        /**
         * The same for the same storage, however many tensors lie in it.
         *
         * @param type of its elements
         * @param key its name in the file
         * @param elements how many there should be
         */
        Bytes storage(ElementType type, String key, long elements);
    }

    /** What may be called, or handed on to be. */
    private enum Known {
        ORDERED_DICT,
        TENSOR,
        PARAMETER,
        SIZE
    }

    private record Typed(ElementType type, Bytes bytes, long elements) {}

    TorchPickle(String file, Storages storages) {
        this.file = file;
        this.storages = storages;
    }

    @Override
    public Object global(String module, String name) {
        ElementType type = STORAGES.get(name);
        if (type != null && module.equals("torch")) {
            return type;
        }
        return switch (module + "." + name) {
            case "collections.OrderedDict" -> Known.ORDERED_DICT;
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> Known.TENSOR;
            case "torch._utils._rebuild_parameter" -> Known.PARAMETER;
            case "torch.Size" -> Known.SIZE;
            default ->
                    throw new IllegalArgumentException(
                            "it asks for '%s.%s', which is no tensor, number, text or plain container, and is refused"
                                    .formatted(Pickle.shortened(module), Pickle.shortened(name)));
        };
    }

    @Override
    public Object call(Object function, List<?> given) {
        if (function instanceof Known known) {
            return switch (known) {
                case ORDERED_DICT -> ordered(given);
                case TENSOR -> tensor(given);
                case PARAMETER -> argument(given, 0, StoredTensor.class);
                case SIZE -> argument(given, 0, Tuple.class);
            };
        }
        throw BadCheckpoint.because(file, "its pickle calls what cannot be called");
    }

    private Map<Object, Object> ordered(List<?> given) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!given.isEmpty()) {
            for (Object pair : argument(given, 0, List.class)) {
                boolean plain =
                        pair instanceof List<?> two
                                && two.size() == 2
                                && two.get(0) instanceof String;
                if (!plain) {
                    throw BadCheckpoint.because(file, "its pickle has a dictionary without names");
                }
                map.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
            }
        }
        return map;
    }

    private StoredTensor tensor(List<?> given) {
        Typed storage = argument(given, 0, Typed.class);
        long offset = argument(given, 1, Long.class);
        long[] sizes = numbers(argument(given, 2, Tuple.class));
        long[] strides = numbers(argument(given, 3, Tuple.class));
        for (long size : sizes) {
            if (size < 0) {
                throw BadCheckpoint.because(file, "its pickle has a tensor of a size below zero");
            }
        }
        return new StoredTensor(storage.bytes, storage.type, new Shape(sizes), strides, offset);
    }

    private long[] numbers(Tuple tuple) {
        long[] numbers = new long[tuple.parts().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = argument(tuple.parts(), i, Long.class);
        }
        return numbers;
    }

    /** ('storage', type, key, device, elements), and a view in old files. */
    @Override
    public Object persistent(Object id) {
        List<Object> parts = id instanceof Tuple tuple ? tuple.parts() : List.of();
        ElementType type = argument(parts, 1, ElementType.class);
        String key = argument(parts, 2, String.class);
        long elements = argument(parts, 4, Long.class);
        Bytes bytes = storages.storage(type, key, elements);
        if (parts.size() > 5 && parts.get(5) instanceof Tuple view) {
            long from = argument(view.parts(), 1, Long.class);
            long length = argument(view.parts(), 2, Long.class);
            bytes = part(bytes, type, from, length).orElseThrow(() -> outOfPlace(key));
        }
        return new Typed(type, bytes, elements);
    }

    private Optional<Bytes> part(Bytes bytes, ElementType type, long from, long length) {
        try {
            long all = bytes.size() / type.bytes();
            boolean inside = from >= 0 && length >= 0 && from <= all && length <= all - from;
            return inside
                    ? Optional.of(bytes.slice(from * type.bytes(), length * type.bytes()))
                    : Optional.empty();
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }

    private RuntimeException outOfPlace(String key) {
        String name = Pickle.shortened(key);
        return BadCheckpoint.because(file, "a view of storage '" + name + "' lies outside of it");
    }

    private <T> T argument(List<?> given, int index, Class<T> type) {
        if (index < given.size() && type.isInstance(given.get(index))) {
            return type.cast(given.get(index));
        }
        throw BadCheckpoint.because(file, "its pickle describes a tensor as PyTorch would not");
    }
}
