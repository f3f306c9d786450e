package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the tensor at which an archive was cut off. Its directory, at the end, is gone then: the
 * entries are followed from the start. PyTorch writes the pickle first, and it alone tells how long
 * the others are; NumPy writes lengths before them.
 *
 * <p>Format: PKWARE's APPNOTE.TXT, 4.3.7.
 */
final class TornZip {
    private static final int HEADER = 30;
    private static final int SIGNATURE = 0x04034b50;

    /** Entries follow each other with no more than a descriptor and some padding between. */
    private static final int FURTHEST = 4096;

    private static final int MOST_ENTRIES = 20_000;

    private final String file;
    private final Bytes all;
    private final long size;
    private final Map<String, Storage> storages = new HashMap<>();
    private int entries;

    /** What a pickle says that there is. */
    private record Storage(String key, long size) implements Bytes {
        @Override
        public void read(long position, ByteBuffer into) throws IOException {
            throw new IOException("the archive is torn");
        }
    }

    /**
     * An entry.
     *
     * @param start of its content
     * @param length of the content; 0 where it is not said before it
     */
    private record Entry(String name, long start, long length) {}

    private TornZip(String file, Bytes all) throws IOException {
        this.file = file;
        this.all = all;
        this.size = all.size();
    }

    /** The first tensor that is not whole, if that can be told. */
    static Optional<String> tensor(String file, Path path) {
        try {
            return new TornZip(file, Bytes.of(path)).tensor();
        } catch (IOException | ProblemException e) {
            return Optional.empty();
        }
    }

    private Optional<String> tensor() throws IOException {
        Optional<Entry> entry = entry(0);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (entry.get().name.endsWith("/data.pkl")) {
            return lying(entry.get().start);
        }
        while (entry.isPresent() && entry.get().start + entry.get().length <= size) {
            entry = entry(next(entry.get().start + entry.get().length));
        }
        return entry.map(Entry::name)
                .filter(name -> name.endsWith(".npy"))
                .map(name -> name.substring(0, name.length() - ".npy".length()));
    }

    /** In a storage that is cut off or does not come at all. */
    private Optional<String> lying(long pickle) throws IOException {
        Cursor in = new Cursor(file, all.slice(pickle, size - pickle));
        Object root = new Pickle(file, in, new TorchPickle(file, this::storage)).read();
        Map<String, StoredTensor> named = StateDict.of(file, root);
        Optional<Entry> entry = entry(next(pickle + in.position()));
        while (entry.isPresent()) {
            String name = entry.get().name;
            Storage storage = storages.get(name.substring(name.lastIndexOf('/') + 1));
            long end = entry.get().start + (storage == null ? 0 : storage.size);
            if (end > size) {
                break;
            }
            storages.values().remove(storage);
            entry = entry(next(end));
        }
        return named.entrySet().stream()
                .filter(tensor -> storages.containsValue(tensor.getValue().bytes()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Bytes storage(ElementType type, String key, long elements) {
        boolean possible = elements >= 0 && elements <= size;
        long bytes = possible ? elements * type.bytes() : size + 1;
        return storages.computeIfAbsent(key, any -> new Storage(key, bytes));
    }

    /** Where the next entry begins; the end of the file if there is none near. */
    private long next(long from) throws IOException {
        long most = Math.min(FURTHEST, size - from);
        ByteBuffer look = read(from, (int) Math.max(0, most));
        for (int i = 0; i + Integer.BYTES <= look.limit(); i++) {
            if (look.getInt(i) == SIGNATURE) {
                return from + i;
            }
        }
        return size;
    }

    private Optional<Entry> entry(long at) throws IOException {
        if (at + HEADER > size || ++entries > MOST_ENTRIES) {
            return Optional.empty();
        }
        ByteBuffer header = read(at, HEADER);
        int name = Short.toUnsignedInt(header.getShort(26));
        int extra = Short.toUnsignedInt(header.getShort(28));
        long start = at + HEADER + name + extra;
        if (start > size) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(header.getInt(18));
        if (length == 0xFFFFFFFFL && extra >= 20) {
            // A field of two numbers and both lengths, for archives beyond 4 GiB.
            length = read(at + HEADER + name, 20).getLong(12);
        }
        length = length < 0 || length > size ? size + 1 : length;
        byte[] word = read(at + HEADER, name).array();
        return Optional.of(new Entry(new String(word, StandardCharsets.UTF_8), start, length));
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        all.read(at, buffer);
        return buffer.flip();
    }
}
