package dev.halftone.torchscript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive with one module {@code Ops} whose only state is a list of tensors {@code
 * w}. The layout is that of {@code torch.jit.save}: source text and two pickles in a zip.
 */
final class Archive {
    /**
     * One object of class {@code __torch__.Ops} with {@code training = False} and {@code w = []}.
     */
    private static final String OBJECT =
            "\u0080\u0002c__torch__\nOps\nq\u0000)\u0081}"
                    + "(X\u0008\u0000\u0000\u0000trainingq\u0001\u0089X\u0001\u0000\u0000\u0000wq\u0002]ub.";

    /** Operators have the signatures of this file version; older ones are rewritten on loading. */
    private static final String VERSION = "10\n";

    /** An empty tuple. */
    private static final String NO_CONSTANTS = "\u0080\u0002).";

    private Archive() {}

    /** The archive's bytes. */
    static byte[] of(String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(zip, "x/data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            entry(zip, "x/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            entry(zip, "x/constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            entry(zip, "x/version", VERSION.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
