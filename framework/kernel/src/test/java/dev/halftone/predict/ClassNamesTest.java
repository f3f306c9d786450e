package dev.halftone.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassNamesTest {

    @TempDir Path folder;

    private ClassNames read(String text) throws IOException {
        return ClassNames.of(Files.writeString(folder.resolve("names.txt"), text));
    }

    private static void refuses(ThrowingCall call, String words) {
        assertThatThrownBy(call::run)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(words);
    }

    private interface ThrowingCall {
        void run() throws IOException;
    }

    @Test
    void aLineIsANameAndTheLastOfSeveralColumns() throws IOException {
        ClassNames names = read("tench, Tinca tinca\n1\tn01443537\tgoldfish\r\n\n");

        assertThat(names.names()).containsExactly("tench, Tinca tinca", "goldfish");
        assertThat(names.of(1)).isEqualTo("goldfish");
        assertThat(ClassNames.NONE.of(1)).isEqualTo("class 1");
    }

    @Test
    void everyClassHasAName() throws IOException {
        ClassNames two = read("a\nb\n");

        two.fit(2);
        ClassNames.NONE.fit(1000);
        refuses(() -> two.fit(1000), "scores 1000 classes, and there are 2 names");
        refuses(() -> two.fit(0), "scores no classes");
        refuses(() -> read(""), "should name a class in each line");
        refuses(() -> read("a\n\nc\n"), "should name a class in each line");
    }

    @Test
    void tellsWhatCannotBeRead() throws IOException {
        Path bytes = Files.write(folder.resolve("names.bin"), new byte[] {(byte) 0xFF, 1});

        refuses(() -> ClassNames.of(bytes), "are no UTF-8 text");
        refuses(() -> ClassNames.of(folder.resolve("none.txt")), "cannot be read");
    }
}
