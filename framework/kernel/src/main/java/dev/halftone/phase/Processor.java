package dev.halftone.phase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The machine's processor, where the operating system says it in a file. */
public final class Processor {

    private static final Path LINUX = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** What decides how fast products are, and whether those of 8 bits are exact. */
    private enum Instructions {
        AVX2("avx2", "AVX2"),
        AVX512("avx512f", "AVX-512"),
        AVX_VNNI("avx_vnni", "AVX-VNNI"),
        AVX512_VNNI("avx512_vnni", "AVX512-VNNI"),
        AMX("amx_int8", "AMX"),
        DOT("asimddp", "dot products"),
        I8MM("i8mm", "int8 matrix products");

        private final String flag;
        private final String word;

        Instructions(String flag, String word) {
            this.flag = flag;
            this.word = word;
        }
    }

    /** As the maker calls it. */
    public static String name() {
        return line("model name").orElse("unknown");
    }

    /**
     * The instruction sets for products that it has, if the system says so: {@code AVX512-VNNI}.
     */
    public static List<String> instructions() {
        String flags = line("flags").or(() -> line("Features")).orElse("");
        return instructions(Set.of(flags.split(" ")));
    }

    static List<String> instructions(Set<String> flags) {
        return Arrays.stream(Instructions.values())
                .filter(one -> flags.contains(one.flag))
                .map(one -> one.word)
                .toList();
    }

    private static Optional<String> line(String key) {
        try (Stream<String> lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
