package dev.halftone.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TorchEngine;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against files of the format's own library: see checkpoint/make.py. */
final class SafetensorsTest {

    @TempDir Path folder;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SafetensorsTest.class.getResourceAsStream("/checkpoint/" + name)) {
            return in.readAllBytes();
        }
    }

    private static byte[] file(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static Safetensors open(byte[] bytes) {
        return Safetensors.open("a.safetensors", Bytes.of(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "f64, FLOAT64",
        "f32, FLOAT32",
        "f16, FLOAT32",
        "bf16, FLOAT32",
        "i64, INT64",
        "i32, INT32",
        "i16, FLOAT32"
    })
    void readsEveryType(String name, DataType type) throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            NDArray array = open(resource("types.safetensors")).read(name, manager);

            assertThat(array.getDataType()).isEqualTo(type);
            assertThat(array.getShape()).isEqualTo(new Shape(2, 3));
            float last = name.startsWith("i") ? 0 : -0.0078125f;
            float first = name.startsWith("i") ? 0 : 0.5f;
            float third = name.startsWith("i") ? 3 : 3.25f;
            assertThat(array.toType(DataType.FLOAT32, true).toFloatArray())
                    .containsExactly(first, -2, third, 1024, 0, last);
        }
    }

    @Test
    void readsBytesScalarsAndEmptyTensors() throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            Safetensors file = open(resource("types.safetensors"));

            assertThat(file.read("i8", manager).toByteArray()).containsExactly(-128, 0, 127);
            assertThat(file.read("u8", manager).toUint8Array()).containsExactly(0, 128, 255);
            assertThat(file.read("bool", manager).toBooleanArray()).containsExactly(true, false);
            assertThat(file.read("scalar", manager).getFloat()).isEqualTo(7);
            assertThat(file.read("empty", manager).getShape()).isEqualTo(new Shape(0, 4));
            assertThat(file.metadata()).containsExactly(Map.entry("made by", "safetensors"));
        }
    }

    @Test
    void writesTheVeryBytesOfTheFormatsOwnLibrary() throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            NDArray values =
                    manager.create(
                            new float[] {0.5f, -2, 3.25f, 1024, 0, -0.0078125f}, new Shape(2, 3));
            tensors.put("one", manager.create(7f));
            tensors.put("codes", manager.create(new byte[] {-3, 3}));
            tensors.put("b.weight", values);
            tensors.put("a.weight", values.mul(2));
            tensors.put("places", manager.create(new long[] {1, 2}));
            Path file = folder.resolve("w.safetensors");

            Safetensors.write(file, tensors, Map.of("heads", "4"));

            assertThat(file).hasBinaryContent(resource("written.safetensors"));
            assertThat(folder).isDirectoryNotContaining("glob:**.part");
        }
    }

    @Test
    void leavesNothingBehindWhenItCannotWrite() {
        Path nowhere = folder.resolve("no/such/folder/w.safetensors");

        assertThatThrownBy(() -> Safetensors.write(nowhere, Map.of(), Map.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cannot write");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|4|only 4 bytes of data",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|9|1 bytes at its end belong to no tensor",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|8|needs 12 bytes, but has 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|8|tensor 'a' has a size below zero",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1099511627776,1099511627776],\"data_offsets\":[0,8]}}|8|larger than any file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e400],\"data_offsets\":[0,8]}}|8|not as the format wants it",
                "{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}|8|type 'C64', which is not readable",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|8|lacks a type, a shape or its two offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|8|lacks a type, a shape or its two offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}|8|inside the tensor before it",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[6,10]}}|10|after a hole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|two tensors called 'a'",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[-4,-4]}}|0|below zero",
                "{\"a\": 3}|0|not as the format wants it",
                "{\"a\": |0|its header is not",
                "{} {}|0|its header",
                "[1,2]|0|not as the format wants it",
            })
    void refusesAHeaderThatLies(String header, int data, String reason) {
        byte[] bytes = file(header, data);

        assertThatThrownBy(() -> open(bytes))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo("bad-checkpoint"))
                .hasMessageContaining("'a.safetensors'")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1000, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesALengthThatDoesNotFitBeforeAnythingIsAllocated(long length) {
        byte[] bytes =
                ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();

        assertThatThrownBy(() -> open(bytes))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("does not fit a file of 40 bytes");
    }

    @Test
    void neverCrashesOnAFileWithOneByteChanged() throws IOException {
        byte[] whole = resource("written.safetensors");
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 0x15;
            try {
                open(changed).tensors();
            } catch (ProblemException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void tellsAFileThatIsGoneFromOneThatIsBroken() throws IOException {
        Files.write(folder.resolve("net.safetensors"), file("{}", 0));
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            CheckpointFiles files = new CheckpointFiles(folder, engine.manager());

            assertThat(files.open("net.safetensors").tensors()).isEmpty();
            assertThatThrownBy(() -> files.open("nett.safetensors"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problems().get(0).hint())
                                            .contains("did you mean 'net.safetensors'?"));
            assertThat(files.sha256()).containsOnlyKeys("net.safetensors");
        }
    }
}
