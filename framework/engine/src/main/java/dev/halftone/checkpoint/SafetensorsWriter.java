package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halftone.problem.Unwritable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a safetensors file beside its place, then moves it there. */
final class SafetensorsWriter {

    private SafetensorsWriter() {}

    static void write(Path file, Map<String, NDArray> tensors, Map<String, String> metadata) {
        Path place = file.toAbsolutePath();
        String part = "." + place.getFileName() + "." + ProcessHandle.current().pid() + ".part";
        Path aside = place.resolveSibling(part);
        try {
            try {
                fill(aside, inOrder(tensors), metadata);
                Files.move(
                        aside,
                        place,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
    }

    /** Widest elements first, so that each tensor starts at a multiple of its element's size. */
    private static List<Map.Entry<String, NDArray>> inOrder(Map<String, NDArray> tensors) {
        List<Map.Entry<String, NDArray>> all = new ArrayList<>(new TreeMap<>(tensors).entrySet());
        all.sort(Comparator.comparingInt(entry -> -type(entry).bytes()));
        return all;
    }

    private static ElementType type(Map.Entry<String, NDArray> entry) {
        return ElementType.of(entry.getValue().getDataType())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "safetensors has no " + entry.getValue().getDataType()));
    }

    private static void fill(
            Path file, List<Map.Entry<String, NDArray>> tensors, Map<String, String> metadata)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            put(channel, header(tensors, metadata));
            for (Map.Entry<String, NDArray> entry : tensors) {
                put(channel, entry.getValue().toByteBuffer());
            }
            channel.force(true);
        }
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer header(
            List<Map.Entry<String, NDArray>> tensors, Map<String, String> metadata) {
        JsonObject json = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject words = new JsonObject();
            new TreeMap<>(metadata).forEach(words::addProperty);
            json.add("__metadata__", words);
        }
        long at = 0;
        for (Map.Entry<String, NDArray> entry : tensors) {
            long end = at + entry.getValue().size() * type(entry).bytes();
            json.add(entry.getKey(), describe(entry, at, end));
            at = end;
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer all = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(padded).put(text);
        while (all.hasRemaining()) {
            all.put((byte) ' ');
        }
        return all.flip();
    }

    private static JsonObject describe(Map.Entry<String, NDArray> entry, long begin, long end) {
        JsonArray shape = new JsonArray();
        for (long dimension : entry.getValue().getShape().getShape()) {
            shape.add(dimension);
        }
        JsonArray range = new JsonArray();
        range.add(begin);
        range.add(end);
        JsonObject described = new JsonObject();
        described.addProperty("dtype", type(entry).name());
        described.add("shape", shape);
        described.add("data_offsets", range);
        return described;
    }
}
