package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors file says before its data, believed only after it was checked: known types,
 * sizes that agree with the shapes, and ranges that tile the data without holes or overlaps.
 *
 * @param entries by tensor name, in file order
 * @param metadata the file's words about itself
 */
record Header(Map<String, Entry> entries, Map<String, String> metadata) {

    /**
     * One tensor.
     *
     * @param type in the file
     * @param shape dimensions, none for a scalar
     * @param begin first byte, counted from the start of the data
     * @param end after the last byte
     */
    record Entry(ElementType type, Shape shape, long begin, long end) {}

    /**
     * @param file as the user named it
     * @param json the header's text
     * @param data bytes that follow it
     */
    static Header parse(String file, String json, long data) {
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            return new HeaderReader(file, reader).read().tiling(file, data);
        } catch (MalformedJsonException | JsonParseException e) {
            throw BadCheckpoint.because(file, "its header is not JSON", e);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw BadCheckpoint.because(file, "its header is not as the format wants it", e);
        }
    }

    private Header tiling(String file, long data) {
        List<Map.Entry<String, Entry>> inOrder = new ArrayList<>(entries.entrySet());
        inOrder.sort(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin)
                        .thenComparingLong(e -> e.getValue().end));
        long at = 0;
        Map<String, Entry> sorted = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> named : inOrder) {
            Entry entry = named.getValue();
            if (entry.begin != at || entry.end > data) {
                throw misplaced(file, named.getKey(), entry, at, data);
            }
            at = entry.end;
            sorted.put(named.getKey(), entry);
        }
        if (at != data) {
            throw BadCheckpoint.because(
                    file, (data - at) + " bytes at its end belong to no tensor");
        }
        return new Header(sorted, metadata);
    }

    private static ProblemException misplaced(
            String file, String name, Entry entry, long at, long data) {
        String range = "tensor '" + name + "' lies at " + entry.begin + " to " + entry.end;
        if (entry.end > data) {
            return BadCheckpoint.because(
                    file,
                    range + ", but the file has only " + data + " bytes of data: is it cut off?");
        }
        String why = entry.begin < at ? ", inside the tensor before it" : ", after a hole";
        return BadCheckpoint.because(file, range + why);
    }
}
