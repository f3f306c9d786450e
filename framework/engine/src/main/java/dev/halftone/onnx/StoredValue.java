package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of a test case as the tensors that it holds: one, those of a sequence, or none. The
 * messages SequenceProto and OptionalProto are those of onnx-data.proto.
 *
 * @param isTensor whether it is one itself
 * @param isThere whether an optional value is there
 * @param tensors in order
 */
record StoredValue(boolean isTensor, boolean isThere, List<TensorProto> tensors) {
    /** Fields that hold the tensors of a sequence, and an optional tensor or sequence. */
    private static final int TENSORS = 3;

    private static final int TENSOR = 3;
    private static final int SEQUENCE = 5;

    /**
     * @param type that the model says it has
     */
    static StoredValue of(byte[] message, TypeProto type) throws InvalidProtocolBufferException {
        if (type.hasSequenceType()) {
            return sequence(ByteString.copyFrom(message));
        }
        if (!type.hasOptionalType()) {
            return new StoredValue(true, true, List.of(TensorProto.parseFrom(message)));
        }
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(message);
        if (fields.hasField(SEQUENCE)) {
            return sequence(fields.getField(SEQUENCE).getLengthDelimitedList().get(0));
        }
        List<TensorProto> tensors = tensors(fields, TENSOR);
        return new StoredValue(false, !tensors.isEmpty(), tensors);
    }

    private static StoredValue sequence(ByteString message) throws InvalidProtocolBufferException {
        return new StoredValue(false, true, tensors(UnknownFieldSet.parseFrom(message), TENSORS));
    }

    private static List<TensorProto> tensors(UnknownFieldSet fields, int number)
            throws InvalidProtocolBufferException {
        List<TensorProto> tensors = new ArrayList<>();
        for (ByteString one : fields.getField(number).getLengthDelimitedList()) {
            tensors.add(TensorProto.parseFrom(one));
        }
        return tensors;
    }

    /** How many tensors it holds, for {@link Boundary}. */
    int count() {
        return isThere ? tensors.size() : Boundary.ABSENT;
    }
}
