package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Snaps;
import dev.halftone.compile.Text;
import dev.halftone.compile.Writer;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramTextTest {

    @Test
    void isTheTextThatThePageShows() throws IOException {
        String page =
                Files.readString(
                        Path.of(System.getProperty("halftone.root"), "framework/docs/programs.md"));
        Text text = Writer.write(small(), Set.of());
        assertThat(page).contains(text.source().substring(text.source().indexOf("class Ops")));
        text.parameters().forEach(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void keepsALearnedWeightOutOfWhatIsPrepared() {
        Text text = Writer.write(small(), Set.of("fc.weight"));
        assertThat(text.learned()).containsExactly("fc.weight");
        assertThat(text.parameters()).doesNotContain("fc.weight");
        assertThat(text.source()).contains("x: List[Tensor], p: List[Tensor]").contains("detach");
    }

    /** A program holds each function once, under its name. */
    @Test
    void noTwoFunctionsOfOperatorsHaveOneName() throws IOException {
        List<String> names = new ArrayList<>();
        Pattern definition = Pattern.compile("(?m)^ *def ([a-z_0-9]+)\\(");
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/halftone/operator"))) {
            for (Path file : files.toList()) {
                definition
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(m -> names.add(m.group(1)));
            }
        }

        assertThat(names).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }

    private static Bound small() {
        GraphBuilder g = Graph.builder("small");
        Value x = g.input("x", DataType.FLOAT32, -1, 2);
        Graph graph = g.build(g.gelu(g.linear(x, "fc", 2, 3)));
        Range rows = new Range(List.of(-3f, -2f, -1f), List.of(3f, 2f, 1f));
        Plan plan =
                Plan.EMPTY
                        .with(site(graph, Role.INPUT), Affine.covering(Range.of(-1, 3), 8, false))
                        .with(site(graph, Role.WEIGHT), Affine.covering(rows, 8, true).along(0));
        return Snaps.insert(Bound.of(graph, Map.of(), plan), plan, Set.of());
    }

    private static Site site(Graph graph, Role role) {
        return Sites.of(graph).stream().filter(s -> s.role() == role).findFirst().orElseThrow();
    }
}
