package dev.halftone.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Files in a zip. Nothing is unpacked to disk, so names in it are only names.
 *
 * @param zip open
 */
record ZipStore(ZipFile zip) implements Store {

    ZipStore(Path file) throws IOException {
        this(new ZipFile(file.toFile()));
    }

    @Override
    public List<String> below(String folder) {
        String start = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
        return zip.stream()
                .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(start))
                .map(entry -> entry.getName().substring(start.length()))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public byte[] read(String path) throws IOException {
        ZipEntry entry = zip.getEntry(path);
        if (entry.getSize() > MOST_BYTES) {
            throw Store.broken(path, "it unpacks to more than 256 MiB");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            int size = (int) entry.getSize();
            byte[] bytes = in.readNBytes((size < 0 ? MOST_BYTES : size) + 1);
            if (bytes.length > (size < 0 ? MOST_BYTES : size)) {
                throw Store.broken(path, "it unpacks to more than the zip says, or than 256 MiB");
            }
            CRC32 sum = new CRC32();
            sum.update(bytes);
            if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
                throw Store.broken(path, "its checksum in the zip does not match");
            }
            return bytes;
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
