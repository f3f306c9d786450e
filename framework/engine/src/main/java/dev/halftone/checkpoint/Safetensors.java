package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file in the safetensors format: a length, a JSON header, and raw little-endian tensors. Tensors
 * are read one by one, so memory holds each only once.
 *
 * <p>Format: github.com/huggingface/safetensors, "Format"; holes and overlaps are refused as there.
 */
public final class Safetensors implements TensorFile {
    private static final int PREFIX = 8;
    private static final long LONGEST_HEADER = 100_000_000;

    private final String file;
    private final Bytes bytes;
    private final long dataStart;
    private final Header header;
    private final Reading reading;

    private Safetensors(String file, Bytes bytes, long dataStart, Header header) {
        this.file = file;
        this.bytes = bytes;
        this.dataStart = dataStart;
        this.header = header;
        this.reading = new Reading(file);
    }

    /**
     * Reads the header of a file.
     *
     * @throws ProblemException {@code bad-checkpoint}
     */
    public static Safetensors open(Path file) {
        return open(file.toString(), Bytes.of(file));
    }

    /** Writes tensors whole or not at all; the same tensors always give the same bytes. */
    public static void write(
            Path file, Map<String, NDArray> tensors, Map<String, String> metadata) {
        SafetensorsWriter.write(file, tensors, metadata);
    }

    static Safetensors open(String name, Bytes bytes) {
        try {
            long size = bytes.size();
            if (size < PREFIX) {
                throw BadCheckpoint.because(name, "it has only " + size + " bytes");
            }
            long length = littleEndian(bytes, 0, PREFIX).getLong();
            if (length < 2 || length > Math.min(LONGEST_HEADER, size - PREFIX)) {
                throw BadCheckpoint.because(
                        name,
                        "a header of %s bytes does not fit a file of %d bytes"
                                .formatted(Long.toUnsignedString(length), size));
            }
            ByteBuffer text = littleEndian(bytes, PREFIX, (int) length);
            String json = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
            Header header = Header.parse(name, json, size - PREFIX - length);
            return new Safetensors(name, bytes, PREFIX + length, header);
        } catch (CharacterCodingException e) {
            throw BadCheckpoint.because(name, "its header is not UTF-8 text", e);
        } catch (IOException e) {
            throw BadCheckpoint.because(name, "reading failed", e);
        }
    }

    private static ByteBuffer littleEndian(Bytes bytes, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(at, buffer);
        return buffer.flip();
    }

    /** Names, types in the file, and shapes, in file order. */
    @Override
    public Map<String, TensorSpec> tensors() {
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        header.entries()
                .forEach(
                        (name, entry) ->
                                specs.put(
                                        name,
                                        new TensorSpec(
                                                name, entry.type().stored(), entry.shape())));
        return specs;
    }

    /** What the file says about itself. */
    @Override
    public Map<String, String> metadata() {
        return Map.copyOf(header.metadata());
    }

    /** One tensor in the type of the file; 16-bit types come as float32. */
    @Override
    public NDArray read(String name, NDManager manager) {
        Header.Entry entry = entry(name);
        Bytes data = bytes.slice(dataStart + entry.begin(), entry.end() - entry.begin());
        return reading.read(name, StoredTensor.inOrder(data, entry.type(), entry.shape()), manager);
    }

    /** The values of a float32 tensor, row-major, read without an engine. */
    public float[] floats(String name) {
        Header.Entry entry = entry(name);
        if (entry.type() != ElementType.F32) {
            throw BadCheckpoint.because(file, "'" + name + "' is not of type F32");
        }
        try {
            int length = Math.toIntExact(entry.end() - entry.begin());
            FloatBuffer values =
                    littleEndian(bytes, dataStart + entry.begin(), length).asFloatBuffer();
            float[] floats = new float[values.remaining()];
            values.get(floats);
            return floats;
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }

    private Header.Entry entry(String name) {
        Header.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new ProblemException(
                    Problem.of("missing-tensor", "'" + file + "' has no tensor '" + name + "'"));
        }
        return entry;
    }
}
