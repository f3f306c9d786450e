package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;

/** Versions of the operator set that can be read. */
final class Opset {
    static final int OLDEST = 1;
    static final int NEWEST = 28;

    private Opset() {}

    /** Whether a domain is that of the ONNX operators. */
    static boolean isOnnx(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    /** The version a model asks for. */
    static int of(ModelProto model) {
        return of(model.getOpsetImportList());
    }

    static int of(List<OperatorSetIdProto> imports) {
        long version =
                imports.stream()
                        .filter(opset -> isOnnx(opset.getDomain()))
                        .mapToLong(OperatorSetIdProto::getVersion)
                        .max()
                        .orElse(0);
        if (version == 0 && !imports.isEmpty()) {
            return NEWEST;
        }
        if (version == 0) {
            throw BadModel.broken("the model does not say which version of the operators it uses");
        }
        if (version < OLDEST || version > NEWEST) {
            throw BadModel.unsupported(
                    "the model uses version %d of the operators; known are %d to %d"
                            .formatted(version, OLDEST, NEWEST));
        }
        return (int) version;
    }
}
