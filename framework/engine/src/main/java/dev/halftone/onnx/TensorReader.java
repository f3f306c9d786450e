package dev.halftone.onnx;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads TensorProto, with its elements inside the message or in a file beside the model. Nothing is
 * allocated before it is certain that as many elements are there as the tensor declares.
 */
final class TensorReader {
    private final Optional<Path> folder;
    private final Set<Path> beside = new TreeSet<>();

    /**
     * @param folder where external data may lie: in it or below; none if it may not
     */
    TensorReader(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Files of data that were read. */
    Set<Path> beside() {
        return beside;
    }

    Tensor read(TensorProto proto) {
        String name = proto.getName();
        ElementType type =
                ElementType.of(proto.getDataType())
                        .orElseThrow(
                                () ->
                                        BadModel.elements(
                                                "tensor '" + name + "'", proto.getDataType()));
        Shape shape = shape(proto);
        ByteBuffer stored = stored(proto, type, shape.size()).order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(name, type.carrier(), shape, carried(type, stored, (int) shape.size()));
    }

    private static ByteBuffer carried(ElementType type, ByteBuffer stored, int count) {
        if (type.isCarriedAsStored()) {
            return stored;
        }
        ByteBuffer to = ByteBuffer.allocateDirect(count * type.carrier().getNumOfBytes());
        to.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            type.copy(stored, i, to);
        }
        return to.flip();
    }

    private static Shape shape(TensorProto proto) {
        long size = 1;
        for (long dimension : proto.getDimsList()) {
            if (dimension < 0) {
                throw BadModel.broken(
                        "tensor '%s' has a dimension of %d".formatted(proto.getName(), dimension));
            }
            size = dimension == 0 ? 0 : saturated(size, dimension);
        }
        long[] dimensions = proto.getDimsList().stream().mapToLong(d -> d).toArray();
        if (size > Integer.MAX_VALUE / 8) {
            throw BadModel.broken(
                    "tensor '%s' of shape %s is larger than the 2 GB that a tensor may have"
                            .formatted(proto.getName(), proto.getDimsList()));
        }
        return new Shape(dimensions);
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
    }

    private ByteBuffer stored(TensorProto proto, ElementType type, long count) {
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return external(proto, type.bytes(count));
        }
        if (proto.hasRawData()) {
            requireBytes(proto, type.bytes(count), proto.getRawData().size());
            return proto.getRawData().asReadOnlyByteBuffer();
        }
        return Fields.of(proto, type, count);
    }

    private static void requireBytes(TensorProto proto, long wanted, long there) {
        if (wanted != there) {
            throw BadModel.broken(
                    "tensor '%s' of shape %s takes %d bytes, but %d are there"
                            .formatted(proto.getName(), proto.getDimsList(), wanted, there));
        }
    }

    private ByteBuffer external(TensorProto proto, long bytes) {
        Map<String, String> where = new HashMap<>();
        for (StringStringEntryProto entry : proto.getExternalDataList()) {
            where.put(entry.getKey(), entry.getValue());
        }
        Path file = inside(proto, where.getOrDefault("location", ""));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long offset = number(proto, where, "offset", 0);
            long length = number(proto, where, "length", bytes);
            requireBytes(proto, bytes, length);
            if (offset > channel.size() || length > channel.size() - offset) {
                throw BadModel.broken(
                        "tensor '%s' takes bytes %d to %d of '%s', which has only %d"
                                .formatted(
                                        proto.getName(),
                                        offset,
                                        offset + length,
                                        where.get("location"),
                                        channel.size()));
            }
            ByteBuffer data = ByteBuffer.allocateDirect((int) length);
            while (data.hasRemaining() && channel.read(data, offset + data.position()) >= 0) {
                continue;
            }
            return data.flip();
        } catch (IOException e) {
            throw BadModel.broken(
                    "tensor '%s' has its data in '%s', which cannot be read"
                            .formatted(proto.getName(), where.get("location")),
                    e);
        }
    }

    private static long number(
            TensorProto proto, Map<String, String> where, String key, long byDefault) {
        String text = where.get(key);
        if (text == null) {
            return byDefault;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw BadModel.broken(
                    "tensor '%s' has the %s '%s' in its file of data"
                            .formatted(proto.getName(), key, text));
        }
        return Long.parseLong(text);
    }

    /** The file of external data, which may not lead out of the model's folder. */
    private Path inside(TensorProto proto, String location) {
        Path root = folder.orElseThrow(() -> outside(proto, location));
        try {
            Path file = root.resolve(location).normalize();
            if (location.isEmpty() || !file.startsWith(root.normalize())) {
                throw outside(proto, location);
            }
            if (!file.toRealPath().startsWith(root.toRealPath())) {
                throw outside(proto, location);
            }
            if (!Files.isRegularFile(file)) {
                throw BadModel.broken(
                        "tensor '%s' has its data in '%s', which is no file"
                                .formatted(proto.getName(), location));
            }
            beside.add(file);
            return file;
        } catch (InvalidPathException e) {
            throw outside(proto, location);
        } catch (IOException e) {
            throw BadModel.broken(
                    "tensor '%s' has its data in '%s', which is not there"
                            .formatted(proto.getName(), location),
                    e);
        }
    }

    private static RuntimeException outside(TensorProto proto, String location) {
        return BadModel.broken(
                "tensor '%s' has its data in '%s', which is not in the model's folder"
                        .formatted(proto.getName(), location));
    }

    /** Elements in the fields that hold one kind of number each. */
    private static final class Fields {
        private Fields() {}

        static ByteBuffer of(TensorProto proto, ElementType type, long count) {
            int there = count(proto, type);
            long wanted = Math.min(count, type.bytes(count));
            if (there != wanted) {
                throw BadModel.broken(
                        "tensor '%s' of shape %s has %d elements, but %d are there"
                                .formatted(proto.getName(), proto.getDimsList(), count, there));
            }
            ByteBuffer to = ByteBuffer.allocateDirect((int) type.bytes(count));
            to.order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < there; i++) {
                put(proto, type, i, to);
            }
            return to.flip();
        }

        private static int count(TensorProto proto, ElementType type) {
            return switch (type) {
                case FLOAT -> proto.getFloatDataCount();
                case DOUBLE -> proto.getDoubleDataCount();
                case INT64 -> proto.getInt64DataCount();
                case UINT32, UINT64 -> proto.getUint64DataCount();
                default -> proto.getInt32DataCount();
            };
        }

        private static void put(TensorProto proto, ElementType type, int i, ByteBuffer to) {
            switch (type) {
                case FLOAT -> to.putFloat(proto.getFloatData(i));
                case DOUBLE -> to.putDouble(proto.getDoubleData(i));
                case INT64 -> to.putLong(proto.getInt64Data(i));
                case UINT64 -> to.putLong(proto.getUint64Data(i));
                case UINT32 -> to.putInt((int) proto.getUint64Data(i));
                case INT32 -> to.putInt(proto.getInt32Data(i));
                case UINT16, INT16, FLOAT16, BFLOAT16 -> to.putShort((short) proto.getInt32Data(i));
                default -> to.put((byte) proto.getInt32Data(i));
            }
        }
    }
}
