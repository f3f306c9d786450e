package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An archive of arrays as {@code numpy.savez} writes it, compressed or not: one entry {@code
 * NAME.npy} for each.
 *
 * <p>Format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
final class Npz {
    private static final String END = ".npy";
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern HEADER =
            Pattern.compile(
                    "\\{'descr': '([^']{1,40})', 'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,400})\\),? ?\\}\\s*");
    private static final Map<String, ElementType> TYPES =
            Map.ofEntries(
                    Map.entry("<f8", ElementType.F64),
                    Map.entry("<f4", ElementType.F32),
                    Map.entry("<f2", ElementType.F16),
                    Map.entry("<i8", ElementType.I64),
                    Map.entry("<i4", ElementType.I32),
                    Map.entry("<i2", ElementType.I16),
                    Map.entry("|i1", ElementType.I8),
                    Map.entry("|u1", ElementType.U8),
                    Map.entry("|b1", ElementType.BOOL));

    private final String file;
    private final Archive archive;

    private Npz(String file, Archive archive) {
        this.file = file;
        this.archive = archive;
    }

    static boolean isOne(Archive archive) {
        for (String entry : archive.names()) {
            if (entry.endsWith(END)) {
                return true;
            }
        }
        return false;
    }

    static TensorFile open(String file, Archive archive) {
        Npz npz = new Npz(file, archive);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (String entry : archive.names()) {
            if (entry.endsWith(END)) {
                String name = entry.substring(0, entry.length() - END.length());
                tensors.put(name, npz.array(name, archive.find(entry).orElseThrow()));
            }
        }
        return new NamedTensors(file, tensors);
    }

    private StoredTensor array(String name, Bytes bytes) {
        Cursor in = new Cursor(file, bytes);
        if (in.unsigned() != 0x93 || !in.text(5).equals("NUMPY")) {
            throw bad(name, "is no NumPy array");
        }
        int version = in.unsigned();
        in.unsigned();
        long length = version == 1 ? in.unsignedShort() : Integer.toUnsignedLong(in.integer());
        if (length > LONGEST_HEADER) {
            throw bad(name, "has a header of " + length + " bytes");
        }
        Matcher header = HEADER.matcher(in.text(length));
        if (!header.matches()) {
            throw bad(name, "has a header that NumPy would not write");
        }
        return tensor(name, bytes, in.position(), header);
    }

    private StoredTensor tensor(String name, Bytes bytes, long start, Matcher header) {
        ElementType type = TYPES.get(header.group(1));
        if (type == null) {
            String what = header.group(1).contains("O") ? "pickled objects" : "elements";
            throw bad(
                    name,
                    "has %s of type '%s', which are not read".formatted(what, header.group(1)));
        }
        try {
            Shape shape = shape(header.group(3));
            long[] strides =
                    header.group(2).equals("True") ? columns(shape) : StoredTensor.strides(shape);
            Bytes data = bytes.slice(start, bytes.size() - start);
            StoredTensor tensor = new StoredTensor(data, type, shape, strides, 0);
            tensor.complaint()
                    .ifPresent(
                            what -> {
                                throw bad(name, what);
                            });
            return tensor;
        } catch (NumberFormatException e) {
            throw bad(name, "has an impossible shape");
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }

    private static Shape shape(String words) {
        return new Shape(
                Arrays.stream(words.split(","))
                        .map(String::trim)
                        .filter(word -> !word.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray());
    }

    /** As Fortran has them: the first dimension first. */
    private static long[] columns(Shape shape) {
        long[] strides = new long[shape.dimension()];
        long step = 1;
        for (int i = 0; i < strides.length; i++) {
            strides[i] = step;
            step *= shape.get(i);
        }
        return strides;
    }

    private ProblemException bad(String name, String what) {
        return BadCheckpoint.because(file, "array '" + Pickle.shortened(name) + "' " + what);
    }
}
