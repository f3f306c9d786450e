package dev.halftone.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip of backend tests: folders that hold a {@code model.onnx}, at any depth. */
final class CaseZip implements AutoCloseable {
    private static final String MODEL = "/model.onnx";
    private static final int MOST_BYTES = 1 << 30;
    private static final int LESS_BYTES = 1 << 28;
    private static final int MOST_TIMES = 16;

    private final ZipFile zip;
    private final TreeSet<String> folders = new TreeSet<>();
    private long packed;
    private long unpacked;

    private CaseZip(ZipFile zip) {
        this.zip = zip;
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(MODEL))
                .forEach(name -> folders.add(name.substring(0, name.length() - MODEL.length())));
    }

    static CaseZip open(Path path) throws IOException {
        return new CaseZip(new ZipFile(path.toFile()));
    }

    /** Folders of cases, in name order. */
    List<String> names() {
        return List.copyOf(folders);
    }

    TestCase read(String folder) throws IOException {
        packed = 0;
        unpacked = 0;
        byte[] model = bytes(folder + MODEL).orElseThrow(() -> new IOException(folder));
        List<TestCase.Data> data = new ArrayList<>();
        String set = folder + "/test_data_set_";
        while (zip.getEntry(set + data.size() + "/output_0.pb") != null) {
            String prefix = set + data.size();
            data.add(new TestCase.Data(all(prefix + "/input_"), all(prefix + "/output_")));
        }
        if (data.isEmpty()) {
            throw BadModel.broken("there is no test_data_set_0/output_0.pb");
        }
        Tolerance tolerance =
                bytes(folder + "/tolerance.txt")
                        .map(text -> Tolerance.parse(new String(text, StandardCharsets.UTF_8)))
                        .orElse(Tolerance.USUAL);
        String name = folder.substring(folder.lastIndexOf('/') + 1);
        return new TestCase(name, model, data, tolerance);
    }

    private List<byte[]> all(String prefix) throws IOException {
        List<byte[]> all = new ArrayList<>();
        Optional<byte[]> next = bytes(prefix + 0 + ".pb");
        while (next.isPresent()) {
            all.add(next.get());
            next = bytes(prefix + all.size() + ".pb");
        }
        return all;
    }

    private Optional<byte[]> bytes(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = zip.getInputStream(entry)) {
            packed += Math.max(0, entry.getCompressedSize());
            int most = most(packed);
            int left = (int) Math.max(0, most - unpacked);
            byte[] bytes = in.readNBytes(left + 1);
            if (bytes.length > left) {
                String what = unpacked == 0 ? "" : "with what it comes with, ";
                throw BadModel.broken(
                        "%s'%s' unpacks to more than %d MiB".formatted(what, name, most >> 20));
            }
            unpacked += bytes.length;
            return Optional.of(bytes);
        }
    }

    /** Weights hardly get smaller when they are packed; what unpacks to much more is a bomb. */
    private static int most(long packed) {
        return (int) Math.min(MOST_BYTES, Math.max(LESS_BYTES, packed * MOST_TIMES));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
