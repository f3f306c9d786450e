package dev.halftone.cli;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.onnx.BackendTests;
import dev.halftone.onnx.KnownOperators;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code operators}. */
final class OperatorsCommand implements Command {
    private static final Flag TESTS =
            Flag.files("tests", "ZIP", "run backend tests of the ONNX project and say which pass");

    @Override
    public Page page() {
        return Page.of(
                        "operators",
                        "Lists the ONNX operators the engine knows, and runs backend tests",
                        """
                        halftone operators
                        halftone operators --tests node_tests.zip
                        …
                        574 passed, 0 failed, 0 unsupported\
                        """)
                .more(
                        """
                        A zip of tests holds folders CASE/model.onnx with
                        CASE/test_data_set_0/{input,output}_N.pb and, for tolerances other than
                        1e-3 relative and 1e-7 absolute, CASE/tolerance.txt.\
                        """)
                .with(TESTS, Flag.DEVICE);
    }

    @Override
    public Exit run(Call call) {
        Optional<String> tests = call.value(TESTS);
        if (tests.isPresent()) {
            return run(call, Path.of(tests.get()));
        }
        List<List<String>> rows = new ArrayList<>();
        KnownOperators.all().forEach((op, versions) -> rows.add(List.of(op, "opset " + versions)));
        Columns.of(rows).forEach(call::out);
        return Exit.DONE;
    }

    private static Exit run(Call call, Path zip) {
        try (Engine engine = TorchEngine.start(call.value(Flag.DEVICE).orElse("cpu"))) {
            BackendTests.Count count =
                    new BackendTests(engine).run(zip, outcome -> call.out(outcome.toString()));
            call.out(count.toString());
            return count.failed() + count.unsupported() == 0 ? Exit.DONE : Exit.FAILED;
        }
    }
}
