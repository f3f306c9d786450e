package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    @TempDir Path folder;

    @BeforeAll
    static void needsBash() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
    }

    /** What bash offers at the end of a line. */
    private List<String> offered(String... words) throws IOException, InterruptedException {
        Path halftone = folder.resolve("halftone");
        Files.writeString(halftone, "#!/bin/sh\necho uniform\necho mse\n");
        halftone.toFile().setExecutable(true);
        Files.writeString(folder.resolve("quick.yaml"), "");
        String script =
                Session.of("completion", "bash").out()
                        + "\nCOMP_WORDS=("
                        + String.join(" ", List.of(words).stream().map(w -> "'" + w + "'").toList())
                        + ")\nCOMP_CWORD="
                        + (words.length - 1)
                        + "\n_halftone\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
        Path file = Files.writeString(folder.resolve("try.sh"), script);
        Process bash =
                new ProcessBuilder("/bin/bash", file.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().filter(line -> !line.isBlank()).toList();
    }

    @Test
    void offersCommands() throws Exception {
        assertThat(offered("./halftone", "de")).containsExactly("describe");
        assertThat(offered("./halftone", "")).containsAll(Commands.standard().names());
    }

    @Test
    void offersOptionsOfTheCommand() throws Exception {
        assertThat(offered("./halftone", "run", "--m")).containsExactly("--mode");
        assertThat(offered("./halftone", "run", "x.yaml", "--")).contains("--resume", "--help");
    }

    @Test
    void offersFiles() throws Exception {
        assertThat(offered("./halftone", "run", "qu")).containsExactly("quick.yaml");
        assertThat(offered("./halftone", "run", "x.yaml", "--pack", "half"))
                .containsExactly("halftone");
    }

    @Test
    void offersKindsAndIdsAndWords() throws Exception {
        assertThat(offered("./halftone", "list", "m")).containsExactly("models", "metrics");
        assertThat(offered("./halftone", "describe", "u")).containsExactly("uniform");
        assertThat(offered("./halftone", "run", "--mode", "s")).containsExactly("simulated");
        assertThat(offered("./halftone", "new", "pa")).containsExactly("pack");
    }

    @Test
    void zshGetsTheSameThroughBash() {
        assertThat(Session.of("completion", "zsh").out())
                .startsWith("autoload -U +X bashcompinit")
                .endsWith(Session.of("completion", "bash").out());
    }
}
