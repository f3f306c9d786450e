package dev.halftone.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TorchEngine;
import dev.halftone.model.Checkpoint;
import dev.halftone.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch and NumPy wrote, files that mean harm, and files that broke on the way. */
final class TorchFilesTest {
    private static final float[] PARTS = {0, 0.5f, 1, 1.5f, 2, 2.5f};
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    @TempDir Path folder;

    private static Path made(String name) {
        try {
            return Path.of(TorchFilesTest.class.getResource("/checkpoint/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Checkpoint open(Path file) {
        return new CheckpointFiles(Path.of(""), ENGINE.manager()).open(file.toString());
    }

    private static float[] values(Checkpoint file, String name) {
        try (NDArray array = file.read(name)) {
            assertThat(array.getDataType()).isEqualTo(DataType.FLOAT32);
            assertThat(array.getShape()).isEqualTo(file.tensors().get(name).shape());
            return array.toFloatArray();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "parallel.pth"})
    void readsWhatTorchSaved(String name) {
        Checkpoint file = open(made(name));

        assertThat(file.tensors()).hasSize(14);
        assertThat(file.tensors().get("half").type()).isEqualTo(DataType.FLOAT16);
        assertThat(values(file, "plain")).containsExactly(PARTS);
        assertThat(values(file, "half")).containsExactly(0, 0.5f, 1, 1.5f, 2);
        assertThat(values(file, "brain")).containsExactly(0, 0.5f, 1, 1.5f, 2);
        assertThat(values(file, "double")).containsExactly(0, 0.5f, 1, 1.5f);
        assertThat(values(file, "whole")).containsExactly(0, 1, 2, 3);
        assertThat(values(file, "short")).containsExactly(0, 1, 2, 3);
        assertThat(values(file, "scalar")).containsExactly(0.5f);
        assertThat(values(file, "part")).containsExactly(1.5f, 2, 2.5f, 3, 3.5f, 4);
        assertThat(values(file, "turned"))
                .containsExactly(0, 1.5f, 3, 4.5f, 0.5f, 2, 3.5f, 5, 1, 2.5f, 4, 5.5f);
        assertThat(values(file, "steps")).containsExactly(0.5f, 1.5f, 4.5f, 5.5f);
        assertThat(values(file, "expanded")).containsExactly(0, 0, 0.5f, 0.5f, 1, 1);
        assertThat(values(file, "parameter")).containsExactly(0, 0.5f);
        assertThat(file.tensors().get("empty").shape()).isEqualTo(new Shape(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.npz", "compressed.npz"})
    void readsWhatNumpySaved(String name) {
        Checkpoint file = open(made(name));

        assertThat(values(file, "plain")).containsExactly(PARTS);
        assertThat(values(file, "half")).containsExactly(0, 0.5f, 1, 1.5f, 2);
        assertThat(values(file, "whole")).containsExactly(0, 1, 2, 3);
        assertThat(values(file, "scalar")).containsExactly(0.5f);
        assertThat(values(file, "turned"))
                .containsExactly(0, 1.5f, 3, 4.5f, 0.5f, 2, 3.5f, 5, 1, 2.5f, 4, 5.5f);
    }

    @Test
    void refusesByNameWhatIsNoData() {
        assertThatThrownBy(() -> open(made("system.pth")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("it asks for 'posix.system'")
                .hasMessageContaining("(after 'weight')");
        assertThatThrownBy(() -> open(made("eval.pth"))).hasMessageContaining("eval'");
        assertThatThrownBy(() -> open(made("objects.npz")))
                .hasMessageContaining("array 'thing' has pickled objects");
        assertThat(Path.of("/tmp/halftone-was-here")).doesNotExist();
    }

    @Test
    void refusesATensorThatIsLargerThanWhatIsStored() throws IOException {
        // 'X' of a storage with 2^40 elements, and of a tensor in it.
        Path file = zip("big.pth", pickle("X", 1L << 40), "archive/data/0", new byte[4]);
        assertThatThrownBy(() -> open(file))
                .hasMessageContaining("the storage '0' should have 1099511627776 elements");
        Path away = zip("away.pth", pickle("../../../etc/passwd", 1), "archive/x", new byte[4]);
        assertThatThrownBy(() -> open(away))
                .hasMessageContaining("storage '../../../etc/passwd' that a tensor lies in is not");
    }

    /** A dictionary 'w' → the tensor of 2^40 elements of a storage under a key. */
    private static byte[] pickle(String key, long elements) throws IOException {
        String storage = key.equals("X") ? "0" : key;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "\u0080\2}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storage");
        text(out, "ctorch\nFloatStorage\nX");
        out.write(new byte[] {(byte) storage.length(), 0, 0, 0});
        text(out, storage + "X\3\0\0\0cpu\u008a\6");
        for (int i = 0; i < 6; i++) {
            out.write((int) (elements >> 8 * i));
        }
        text(out, "tQK\0K\1\u0085K\1\u0085\u0089}tRs.");
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Path zip(String name, byte[] pickle, String other, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("archive/data.pkl"));
            out.write(pickle);
            out.putNextEntry(new ZipEntry(other));
            out.write(content);
        }
        return file;
    }

    @Test
    void refusesWhatNeverEnds() throws IOException {
        // Each dictionary holds the one before twice: 2^40 ways to the bottom.
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "\u0080\2}q\0");
        for (int i = 0; i < 40; i++) {
            text(out, "}q" + (char) (i + 1) + "(K\0h" + (char) i + "K\1h" + (char) i + "u");
        }
        out.write('.');
        Path laughs = zip("laughs.pth", out.toByteArray(), "archive/x", new byte[0]);
        assertThatThrownBy(() -> open(laughs)).isInstanceOf(ProblemException.class);

        byte[] deep = new byte[6_000_000];
        Arrays.fill(deep, (byte) '(');
        Path lists = zip("deep.pth", deep, "archive/x", new byte[0]);
        assertThatThrownBy(() -> open(lists)).hasMessageContaining("more than 4000000 objects");

        byte[] bomb = new byte[100 << 20];
        Path large = zip("bomb.pth", bomb, "archive/x", new byte[0]);
        assertThatThrownBy(() -> open(large)).hasMessageContaining("more than 67108864");
    }

    @Test
    void refusesAnArchiveOfSomethingElse() throws IOException {
        Path file = folder.resolve("other.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("../../readme.txt"));
            out.write(1);
        }

        assertThatThrownBy(() -> open(file)).hasMessageContaining("neither PyTorch's nor NumPy's");
    }

    @Test
    void namesTheTensorWhereAnOldFileIsCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(made("legacy.pth"));
        Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, whole.length - 1));

        assertThatThrownBy(() -> open(cut))
                .hasMessageContaining("tensor '")
                .hasMessageContaining("is it cut off?");
    }

    @ParameterizedTest
    @CsvSource({
        "zip.pth, zip/data/3, double",
        "zip.pth, zip/data/0, plain",
        "plain.npz, half.npy, half",
        "plain.npz, scalar.npy, scalar"
    })
    void namesTheTensorWhereAnArchiveIsCutOff(String name, String entry, String tensor)
            throws IOException {
        byte[] whole = Files.readAllBytes(made(name));
        int begins = new String(whole, StandardCharsets.ISO_8859_1).indexOf(entry);
        Path cut =
                Files.write(
                        folder.resolve("cut"), Arrays.copyOf(whole, begins + entry.length() + 70));

        assertThatThrownBy(() -> open(cut))
                .hasMessageContaining("is it cut off, at tensor '" + tensor + "'?");
    }

    @Test
    void namesTheTensorThatAsksForSomethingInTheNewerProtocolsToo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "\u0080\4}\u008c\6weight\u008c\2os\u008c\6system\u0093)Rs.");
        Path file = zip("four.pth", out.toByteArray(), "archive/x", new byte[0]);

        assertThatThrownBy(() -> open(file))
                .hasMessageContaining("it asks for 'os.system'")
                .hasMessageContaining("(after 'weight')");
    }

    /** One number shown 2^40 times: nothing is allocated for it. */
    @Test
    void refusesATensorThatRepeatsItselfForEver() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "\u0080\2}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storage");
        text(out, "ctorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\1tQK\0");
        text(out, "J\0\0\20\0J\0\0\20\0\u0086K\0K\0\u0086\u0089}tRs.");
        Path file = zip("again.pth", out.toByteArray(), "archive/data/0", new byte[4]);

        assertThatThrownBy(() -> open(file))
                .hasMessageContaining("'w' has 1099511627776 elements, and 1 are stored");
    }

    /** Cut off, or with some bytes changed: a problem or other numbers, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth", "plain.npz", "compressed.npz", "system.pth"})
    void survivesBrokenFiles(String name) throws IOException {
        byte[] whole = Files.readAllBytes(made(name));
        Random random = new Random(name.hashCode());
        Path file = folder.resolve("broken");
        for (int i = 0; i < 400; i++) {
            byte[] broken =
                    i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = random.nextInt(4); k >= 0 && broken.length > 0; k--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, broken);
            try {
                Checkpoint read = open(file);
                read.tensors().keySet().forEach(tensor -> read.read(tensor).close());
            } catch (ProblemException e) {
                assertThat(e.getMessage()).contains("broken");
            }
        }
    }
}
