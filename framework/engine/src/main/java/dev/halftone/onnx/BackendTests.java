package dev.halftone.onnx;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Runs cases of the ONNX project's backend tests on an engine. */
public final class BackendTests {
    private final NDManager parent;
    private final Maker maker;

    /** Makes a program of a model. */
    @FunctionalInterface
    interface Maker {
        /**
         * @param graph the model's, with an input at least
         */
        Program of(Graph graph, OnnxModel model);
    }

    /** What became of a case. */
    public enum Result {
        PASS,
        FAIL,
        UNSUPPORTED
    }

    /**
     * One case.
     *
     * @param name its folder
     * @param why what differs, or the operator that is not known; empty for a pass
     */
    public record Outcome(String name, Result result, String why) {

        /** {@code test_relu: pass}, {@code test_x: fail: why}, {@code test_y: unsupported: Loop} */
        @Override
        public String toString() {
            return switch (result) {
                case PASS -> name + ": pass";
                case FAIL -> name + ": fail: " + why;
                case UNSUPPORTED -> name + ": unsupported: " + why;
            };
        }
    }

    /**
     * How many of each.
     *
     * @param passed cases
     * @param failed cases
     * @param unsupported cases
     */
    public record Count(int passed, int failed, int unsupported) {

        Count plus(Result result) {
            return switch (result) {
                case PASS -> new Count(passed + 1, failed, unsupported);
                case FAIL -> new Count(passed, failed + 1, unsupported);
                case UNSUPPORTED -> new Count(passed, failed, unsupported + 1);
            };
        }

        /** {@code 570 passed, 3 failed, 1 unsupported} */
        @Override
        public String toString() {
            return "%d passed, %d failed, %d unsupported".formatted(passed, failed, unsupported);
        }
    }

    public BackendTests(Engine engine) {
        this(
                engine.manager(),
                (graph, model) -> engine.compile(graph, model.weights(), model.plan(), Set.of()));
    }

    BackendTests(NDManager parent, Maker maker) {
        this.parent = parent;
        this.maker = maker;
    }

    /**
     * Runs every case of a zip of folders {@code CASE/model.onnx}, {@code
     * CASE/test_data_set_N/{input,output}_M.pb} and, for other tolerances than 1e-3 relative and
     * 1e-7 absolute, {@code CASE/tolerance.txt}.
     *
     * @param each gets every outcome as it is known, in name order
     */
    public Count run(Path zip, Consumer<Outcome> each) {
        Count count = new Count(0, 0, 0);
        try (CaseZip cases = CaseZip.open(zip)) {
            if (cases.names().isEmpty()) {
                throw broken("'%s' holds no folder with a model.onnx".formatted(zip));
            }
            for (String name : cases.names()) {
                Outcome outcome = run(cases, name);
                each.accept(outcome);
                count = count.plus(outcome.result());
            }
        } catch (NoSuchFileException e) {
            throw broken("there is no file '%s'".formatted(zip));
        } catch (IOException e) {
            throw broken("'%s' cannot be read as a zip".formatted(zip));
        }
        return count;
    }

    private static ProblemException broken(String message) {
        return new ProblemException(Problem.of("broken-tests", message));
    }

    private Outcome run(CaseZip cases, String folder) throws IOException {
        String name = oneWord(folder.substring(folder.lastIndexOf('/') + 1));
        try (NDManager manager = parent.newSubManager()) {
            Optional<String> difference = difference(cases.read(folder), manager);
            return difference
                    .map(why -> new Outcome(name, Result.FAIL, why))
                    .orElseGet(() -> new Outcome(name, Result.PASS, ""));
        } catch (ProblemException e) {
            Problem problem = e.problems().get(0);
            boolean unsupported = problem.code().startsWith("unsupported");
            String why = unsupported ? quoted(problem) : problem.message();
            return new Outcome(name, unsupported ? Result.UNSUPPORTED : Result.FAIL, oneLine(why));
        } catch (InvalidProtocolBufferException e) {
            return new Outcome(name, Result.FAIL, "its data cannot be read");
        } catch (RuntimeException e) {
            return new Outcome(name, Result.FAIL, oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static String quoted(Problem problem) {
        String[] parts = problem.message().split("'");
        boolean operator = problem.code().equals("unsupported-operator") && parts.length > 1;
        return operator ? parts[1] : problem.message();
    }

    private static String oneLine(String text) {
        return oneWord(text.lines().map(String::strip).findFirst().orElse(""));
    }

    /** Names in a zip and messages about it may hold anything; a line holds one case. */
    private static String oneWord(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private Optional<String> difference(TestCase test, NDManager manager)
            throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(test.model());
        Set<Map<String, Integer>> counts = new LinkedHashSet<>();
        List<Expected> all = new ArrayList<>();
        for (TestCase.Data data : test.data()) {
            all.add(Expected.of(model.getGraph(), data));
            counts.add(all.get(all.size() - 1).counts());
        }
        if (counts.isEmpty()) {
            counts.add(Map.of());
        }
        for (Map<String, Integer> one : counts) {
            List<Expected> same = all.stream().filter(e -> e.counts().equals(one)).toList();
            OnnxModel read = new OnnxReader(manager).read(model, one);
            try (Program program = maker.of(withInput(read.graph()), read)) {
                for (Expected expected : same) {
                    Optional<String> difference =
                            expected.difference(program, test.tolerance(), manager);
                    if (difference.isPresent()) {
                        return difference;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Programs take at least one tensor; some cases only give constants. */
    private static Graph withInput(Graph graph) {
        if (!graph.inputs().isEmpty()) {
            return graph;
        }
        List<TensorSpec> unused =
                List.of(new TensorSpec("halftone.unused", DataType.FLOAT32, new Shape(1)));
        return new Graph(graph.name(), unused, graph.parameters(), graph.nodes(), graph.outputs());
    }
}
