package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the JSON of a safetensors header, entry by entry. */
final class HeaderReader {
    private static final String METADATA = "__metadata__";
    private static final int MOST_DIMENSIONS = 32;

    private final String file;
    private final JsonReader json;

    HeaderReader(String file, JsonReader json) {
        this.file = file;
        this.json = json;
    }

    Header read() throws IOException {
        Map<String, Header.Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals(METADATA)) {
                words(metadata);
            } else if (entries.put(name, entry(name)) != null) {
                throw BadCheckpoint.because(file, "it has two tensors called '" + name + "'");
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw BadCheckpoint.because(file, "its header goes on after its end");
        }
        return new Header(entries, metadata);
    }

    private void words(Map<String, String> metadata) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            metadata.put(json.nextName(), json.nextString());
        }
        json.endObject();
    }

    private Header.Entry entry(String name) throws IOException {
        Optional<String> type = Optional.empty();
        Optional<long[]> shape = Optional.empty();
        Optional<long[]> range = Optional.empty();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "dtype" -> type = Optional.of(json.nextString());
                case "shape" -> shape = Optional.of(numbers(name));
                case "data_offsets" -> range = Optional.of(numbers(name));
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (type.isEmpty() || shape.isEmpty() || range.isEmpty() || range.get().length != 2) {
            throw BadCheckpoint.because(
                    file, "tensor '" + name + "' lacks a type, a shape or its two offsets");
        }
        return checked(name, type.get(), shape.get(), range.get());
    }

    private Header.Entry checked(String name, String word, long[] shape, long[] range) {
        ElementType type =
                ElementType.of(word)
                        .orElseThrow(
                                () ->
                                        BadCheckpoint.because(
                                                file,
                                                "tensor '%s' has elements of type '%s', which is not readable"
                                                        .formatted(name, word)));
        long bytes = type.bytes();
        try {
            for (long dimension : shape) {
                bytes = Math.multiplyExact(bytes, dimension);
            }
        } catch (ArithmeticException e) {
            throw BadCheckpoint.because(file, "tensor '" + name + "' is larger than any file", e);
        }
        if (range[1] - range[0] != bytes) {
            throw BadCheckpoint.because(
                    file,
                    "tensor '%s' of type %s and shape %s needs %d bytes, but has %d"
                            .formatted(name, word, new Shape(shape), bytes, range[1] - range[0]));
        }
        return new Header.Entry(type, new Shape(shape), range[0], range[1]);
    }

    private long[] numbers(String name) throws IOException {
        long[] all = new long[MOST_DIMENSIONS];
        int count = 0;
        json.beginArray();
        while (json.hasNext()) {
            if (count == MOST_DIMENSIONS) {
                throw BadCheckpoint.because(file, "tensor '" + name + "' has too many dimensions");
            }
            all[count] = json.nextLong();
            if (all[count] < 0) {
                throw BadCheckpoint.because(
                        file, "tensor '" + name + "' has a size below zero: " + all[count]);
            }
            count++;
        }
        json.endArray();
        return Arrays.copyOf(all, count);
    }
}
