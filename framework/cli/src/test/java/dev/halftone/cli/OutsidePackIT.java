package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A third party's afternoon: a pack is made outside the tree, built by its own Maven build with
 * nothing but published jars and no network, dropped in and used; the quantizer on the README's
 * page among its plugins. Runs after the jars are made.
 */
class OutsidePackIT {
    @TempDir Path folder;

    private record Ended(int exit, String out, String err) {}

    private Ended run(Path where, List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(where.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        int exit = process.waitFor();
        return new Ended(exit, text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private Ended halftone(Path where, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dai.djl.offline=true", "-cp", classPath(), Main.class.getName()));
        command.addAll(List.of(words));
        return run(where, command);
    }

    /** What the launcher starts. */
    private static String classPath() throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        try (Stream<Path> own = Files.list(target);
                Stream<Path> lib = Files.list(target.resolve("lib"))) {
            return Stream.concat(own, lib)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .reduce((a, b) -> a + File.pathSeparator + b)
                    .orElseThrow();
        }
    }

    private static String quantizerOfTheReadme() throws IOException {
        String page = text(Path.of(System.getProperty("halftone.root"), "README.md"));
        int begin = page.indexOf("```java\n") + "```java\n".length();
        return page.substring(begin, page.indexOf("```", begin));
    }

    @Test
    void aPackBuiltOutsideIsUsed() throws Exception {
        assertThat(halftone(folder, "new", "pack", "my-pack").exit()).isZero();
        Path pack = folder.resolve("my-pack");
        assertThat(halftone(pack, "new", "quantizer", "my-quantizer").exit()).isZero();
        Files.writeString(pack.resolve("src/main/java/my/pack/Shift.java"), quantizerOfTheReadme());

        Ended built =
                run(
                        pack,
                        List.of(
                                System.getProperty("maven.executable"),
                                "-o",
                                "-B",
                                "-Dmaven.repo.local=" + System.getProperty("local.repository"),
                                "verify"));
        assertThat(built.exit()).as(built.out() + built.err()).isZero();
        assertThat(built.out()).contains("Tests run:", "Failures: 0, Errors: 0");

        String jar = "target/my-pack-0.1.0.jar";
        assertThat(halftone(pack, "list", "--pack", jar).out())
                .containsPattern("quantizer +my-pack +my-pack-0.1.0 ")
                .containsPattern("quantizer +my-quantizer +my-pack-0.1.0 ")
                .containsPattern("model +my-pack-net +my-pack-0.1.0 ");
        assertThat(halftone(pack, "describe", "my-pack", "--pack", jar).out())
                .contains("source  my.pack.MyPack");

        Ended ran = halftone(pack, "run", "my-pack.yaml", "--pack", jar);
        assertThat(ran.exit()).as(ran.err()).isZero();
        String last = ran.out().lines().reduce((a, b) -> b).orElseThrow();
        assertThat(last).startsWith("run: ");
        Path directory = pack.resolve(last.substring(5));
        assertThat(directory.resolve("plan.json")).content().contains("quantize[0] my-pack");
        assertThat(directory.resolve("manifest.json")).content().contains("my-pack-0.1.0");

        String step = "quantize[0]={ shift: { bits: 6 } }";
        Ended shifted = halftone(pack, "run", "my-pack.yaml", "--pack", jar, "--set", step);
        assertThat(shifted.exit()).as(shifted.err()).isZero();

        Ended verified = halftone(pack, "verify", directory.toString(), "--pack", jar);
        assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
    }
}
