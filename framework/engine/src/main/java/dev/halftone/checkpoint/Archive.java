package dev.halftone.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The entries of a zip archive, read where they lie: nothing is unpacked, so no entry's name can
 * lead anywhere.
 */
final class Archive {
    private static final long MOST_ENTRIES = 200_000;

    /** Deflate cannot do better: an entry that declares more is a lie. */
    private static final long LARGEST_RATIO = 1100;

    private final String file;
    private final Path path;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(long size, long compressed) {}

    private Archive(String file, Path path) {
        this.file = file;
        this.path = path;
    }

    static Archive open(String file, Path path) {
        Archive archive = new Archive(file, path);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw BadCheckpoint.because(file, "it has " + zip.size() + " entries");
            }
            zip.stream().forEach(archive::add);
        } catch (IOException | IllegalArgumentException e) {
            String first =
                    TornZip.tensor(file, path)
                            .map(name -> ", at tensor '" + Pickle.shortened(name) + "'")
                            .orElse("");
            throw BadCheckpoint.because(
                    file, "its zip archive is broken: is it cut off" + first + "?", e);
        }
        return archive;
    }

    private void add(ZipEntry entry) {
        entries.put(entry.getName(), new Entry(entry.getSize(), entry.getCompressedSize()));
    }

    Iterable<String> names() {
        return entries.keySet();
    }

    /** The name of the entry that ends like this, if there is one. */
    Optional<String> ending(String end) {
        return entries.keySet().stream()
                .filter(name -> name.equals(end) || name.endsWith("/" + end))
                .findFirst();
    }

    /** An entry's content, if there is one of that name. */
    Optional<Bytes> find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.size < 0 || entry.size / LARGEST_RATIO > entry.compressed + 1) {
            throw BadCheckpoint.because(
                    file,
                    "its entry '%s' declares %d bytes in %d"
                            .formatted(Pickle.shortened(name), entry.size, entry.compressed));
        }
        return Optional.of(content(name, entry.size));
    }

    private Bytes content(String name, long size) {
        return new Bytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer into) throws IOException {
                try (ZipFile zip = new ZipFile(path.toFile());
                        InputStream in = zip.getInputStream(zip.getEntry(name))) {
                    in.skipNBytes(position);
                    copy(in, into);
                }
            }
        };
    }

    private static void copy(InputStream in, ByteBuffer into) throws IOException {
        byte[] piece = new byte[1 << 16];
        while (into.hasRemaining()) {
            int got = in.read(piece, 0, Math.min(piece.length, into.remaining()));
            if (got < 0) {
                throw new EOFException("an entry is shorter than it declares");
            }
            into.put(piece, 0, got);
        }
    }

    /** All of a small entry. */
    byte[] small(String name, int most) {
        Bytes bytes = find(name).orElseThrow();
        try {
            if (bytes.size() > most) {
                throw BadCheckpoint.because(
                        file,
                        "its entry '%s' has %d bytes, more than %d"
                                .formatted(Pickle.shortened(name), bytes.size(), most));
            }
            ByteBuffer all = ByteBuffer.allocate((int) bytes.size());
            bytes.read(0, all);
            return all.array();
        } catch (IOException e) {
            throw BadCheckpoint.because(
                    file, "its entry '" + Pickle.shortened(name) + "' cannot be read", e);
        }
    }
}
