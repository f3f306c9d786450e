package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.halftone.compile.Bound;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Writes parameters as TensorProto, with their elements inside or in one file beside the model. */
final class TensorWriter {
    private final Bound bound;
    private final Optional<String> beside;
    private final List<ByteBuffer> outside = new ArrayList<>();
    private long length;

    /**
     * @param beside name of the file that gets the elements, if they do not go into the model
     */
    TensorWriter(Bound bound, Optional<String> beside) {
        this.bound = bound;
        this.beside = beside;
    }

    /** The file beside the model, if there is one. */
    Optional<String> beside() {
        return beside;
    }

    /** What goes into it, in order. */
    List<ByteBuffer> outside() {
        return Collections.unmodifiableList(outside);
    }

    TensorProto of(TensorSpec spec) {
        TensorProto.Builder proto =
                TensorProto.newBuilder()
                        .setName(spec.name())
                        .setDataType(ElementType.number(spec.type()));
        Arrays.stream(spec.shape().getShape()).forEach(proto::addDims);
        ByteBuffer data = data(spec);
        if (beside.isEmpty()) {
            ByteString bytes = UnsafeByteOperations.unsafeWrap(data);
            return proto.setRawData(bytes).build();
        }
        proto.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", beside.get()))
                .addExternalData(entry("offset", String.valueOf(length)))
                .addExternalData(entry("length", String.valueOf(data.remaining())));
        outside.add(data);
        length += data.remaining();
        return proto.build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    /** Elements in row-major order, little endian. */
    private ByteBuffer data(TensorSpec spec) {
        NDArray weight = bound.weights().get(spec.name());
        if (weight != null) {
            return weight.toByteBuffer(true);
        }
        float[] values = bound.arrays().get(spec.name());
        if (values == null) {
            String message = "the weights hold no '%s'".formatted(spec.name());
            throw new ProblemException(Problem.of("missing-weight", message));
        }
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return data;
    }
}
