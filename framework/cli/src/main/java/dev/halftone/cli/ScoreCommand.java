package dev.halftone.cli;

import dev.halftone.coco.Annotations;
import dev.halftone.coco.PictureEntry;
import dev.halftone.coco.Results;
import dev.halftone.coco.Truth;
import dev.halftone.data.Instances;
import dev.halftone.precision.AveragePrecision;
import dev.halftone.precision.Protocol;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code score coco|lvis TRUTH RESULTS}. */
final class ScoreCommand implements Command {
    private static final List<String> BENCHMARKS = List.of("coco", "lvis");
    private static final Flag TYPE =
            Flag.words(
                    "type", "TYPE", "bbox or segm; segm where results hold masks", "bbox", "segm");

    @Override
    public Page page() {
        return Page.of(
                        "score",
                        "Scores a file of results as the COCO and LVIS benchmarks do",
                        """
                        halftone score coco instances_val2017.json results.json --type bbox
                        AP       0.3704512
                        AP50     0.5601377
                        …\
                        """)
                .arguments("coco|lvis TRUTH RESULTS", 3, 3, Page.Takes.FILES)
                .more(
                        """
                        Results are a list of {image_id, category_id, score, bbox, segmentation}; boxes
                        are x, y, width, height, masks are run lengths or polygons. The 12 numbers of
                        pycocotools and the 13 of lvis come in their order; -1 is a mean over nothing.\
                        """)
                .with(TYPE);
    }

    @Override
    public Exit run(Call call) {
        Protocol protocol = protocol(call.arguments().get(0));
        Annotations truth = Annotations.read(Path.of(call.arguments().get(1)));
        Results results = Results.read(Path.of(call.arguments().get(2)), truth, false);
        boolean masks = call.value(TYPE).map("segm"::equals).orElse(results.hasMasks());
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, Double> one : numbers(protocol, truth, results, masks).entrySet()) {
            rows.add(List.of(one.getKey(), String.format(Locale.ROOT, "%.12f", one.getValue())));
        }
        Columns.of(rows).forEach(call::out);
        return Exit.DONE;
    }

    private static Protocol protocol(String word) {
        if (!BENCHMARKS.contains(word)) {
            Problem problem =
                    Problem.of(
                            "unknown-benchmark",
                            "'score' takes coco or lvis first, not '" + word + "'");
            throw new Misuse(
                    Hint.didYouMean(word, BENCHMARKS)
                            .map(problem::hint)
                            .orElse(problem.hint("see 'halftone help score'")));
        }
        return Protocol.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Map<String, Double> numbers(
            Protocol protocol, Annotations truth, Results results, boolean masks) {
        AveragePrecision precision = new AveragePrecision(protocol, masks);
        Truth whole = new Truth(truth, masks, protocol == Protocol.LVIS);
        for (PictureEntry picture : truth.pictures().values()) {
            Instances instances = whole.in(picture);
            precision.add(instances, results.in(picture, masks));
        }
        return precision.numbers();
    }
}
