package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file as {@code torch.save} wrote it before PyTorch 1.6: pickles of a magic number, a version,
 * the machine and the objects, then the storages' keys, then for each the number of its elements
 * and these.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

    private final String file;
    private final Bytes all;
    private final Map<String, Storage> storages = new HashMap<>();

    /** A storage whose place is known once everything before it was read. */
    private static final class Storage implements Bytes {
        private final ElementType type;
        private final long elements;
        private Bytes place = Bytes.of(new byte[0]);

        private Storage(ElementType type, long elements) {
            this.type = type;
            this.elements = elements;
        }

        @Override
        public long size() {
            return elements * type.bytes();
        }

        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            place.read(position, into);
        }
    }

    private TorchLegacy(String file, Bytes all) {
        this.file = file;
        this.all = all;
    }

    static TensorFile open(String file, Bytes bytes) {
        return new TorchLegacy(file, bytes).open();
    }

    private TensorFile open() {
        try {
            Cursor in = new Cursor(file, all);
            TorchPickle world = new TorchPickle(file, this::storage);
            if (!MAGIC.equals(new Pickle(file, in, world).read())) {
                throw bad("it is a Python pickle, but none of PyTorch's");
            }
            new Pickle(file, in, world).read();
            if (new Pickle(file, in, world).read() instanceof Map<?, ?> machine
                    && Boolean.FALSE.equals(machine.get("little_endian"))) {
                throw bad("its numbers are stored highest byte first");
            }
            Object root = new Pickle(file, in, world).read();
            if (!(new Pickle(file, in, world).read() instanceof List<?> keys)) {
                throw bad("it lacks the list of its storages");
            }
            Map<String, StoredTensor> named = StateDict.of(file, root);
            place(in.position(), keys, named);
            return new NamedTensors(file, named);
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }

    private Bytes storage(ElementType type, String key, long elements) {
        if (elements < 0 || elements > Long.MAX_VALUE / 16) {
            throw bad("the storage '" + Pickle.shortened(key) + "' has an impossible size");
        }
        return storages.computeIfAbsent(key, any -> new Storage(type, elements));
    }

    private void place(long from, List<?> keys, Map<String, StoredTensor> named)
            throws IOException {
        long at = from;
        for (Object key : keys) {
            Storage storage = storages.get(String.valueOf(key));
            if (storage == null) {
                throw bad("the storage '" + Pickle.shortened("" + key) + "' belongs to no tensor");
            }
            Cursor in = new Cursor(file, all.slice(at, Math.max(0, all.size() - at)));
            long elements = in.whole();
            at += Long.BYTES;
            if (elements != storage.elements || storage.size() > all.size() - at) {
                throw bad(
                        "%s should have %d elements of %d bytes, but %d are declared and %d bytes follow: is it cut off?"
                                .formatted(
                                        words(storage, named, "" + key),
                                        storage.elements,
                                        storage.type.bytes(),
                                        elements,
                                        Math.max(0, all.size() - at)));
            }
            storage.place = all.slice(at, storage.size());
            at += storage.size();
            storages.remove(String.valueOf(key));
        }
        if (!storages.isEmpty()) {
            String key = storages.keySet().iterator().next();
            throw bad(
                    "the storage '"
                            + Pickle.shortened(key)
                            + "' that a tensor lies in is not there");
        }
    }

    /** By the tensor that lies in it, as people know it, or by its own key. */
    private static String words(Storage storage, Map<String, StoredTensor> named, String key) {
        return named.entrySet().stream()
                .filter(entry -> entry.getValue().bytes() == storage)
                .map(entry -> "tensor '" + Pickle.shortened(entry.getKey()) + "'")
                .findFirst()
                .orElse("the storage '" + Pickle.shortened(key) + "'");
    }

    private ProblemException bad(String reason) {
        return BadCheckpoint.because(file, reason);
    }
}
