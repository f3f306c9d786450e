package dev.halftone.experiment;

import java.util.Random;

/** Valid experiments, full of texts that are hard to write down. */
final class RandomExperiment {
    private static final String[] TEXTS = {
        "'null'",
        "'~'",
        "'12'",
        "'1e3'",
        "'true'",
        "yes",
        "'on'",
        "' blank '",
        "'a: b'",
        "'- a'",
        "\"tab\\there\"",
        "\"line\\nbreak\"",
        "'#no'",
        "\"it's\"",
        "'\"'",
        "'{x}'",
        "'[x]'",
        "'&a'",
        "'*a'",
        "'!t'",
        "'%d'",
        "'@x'",
        "'`'",
        "'?'",
        "'|'",
        "'>'",
        "ünïcödé",
        "日本語",
        "\"😀\"",
        "'$${NOT}'",
        "\"${HOME}/x\"",
        "'$'",
        "'C:\\dir'",
        "256",
        "0.5",
        "'0x1F'",
        "'0o17'",
        "'.inf'",
        "'---'",
        "'...'",
        "'='",
        "'<<'",
        "\"\\u0007bell\"",
        "'a,b'",
        "very-" + "long-".repeat(60)
    };
    private final Random random;

    RandomExperiment(Random random) {
        this.random = random;
    }

    String text() {
        return "name: e-"
                + random.nextInt(100)
                + "\nseed: "
                + random.nextLong()
                + "\nbatch: "
                + (1 + random.nextInt(64))
                + "\nmode: "
                + pick("float", "simulated", "integer", "auto")
                + "\nmodel: { vit: { weights: "
                + pick(TEXTS)
                + maybe(", heads: 3")
                + maybe(", resize: " + pick(TEXTS))
                + maybe(", mean: [ 0.5, 1, -2.5e-7 ]")
                + ""
                + maybe(", interpolation: bicubic")
                + " } }\n"
                + maybe(
                        "calibrate: { image-folder: { root: "
                                + pick("a", "../b", "/c d")
                                + " } }\n")
                + "quantize:\n"
                + step()
                + step()
                + step()
                + maybe("evaluate: { data: fashion-mnist, metrics: [ top-1, sqnr ] }\n");
    }

    private String step() {
        return "  - { "
                + pick(
                        "keep-float: {}",
                        "log2: { bits: 3 }",
                        "uniform: { observer: { percentile: { keep: 0.99999 } }, symmetric: true }",
                        "uniform: { observer: mse, granularity: group-32 }",
                        "train: { epochs: 3, schedule: { start: " + random.nextDouble() + " } }",
                        "train: { epochs: 3, schedule: { end: 1e-9 }, shares: [ 0.1 ], with: log2 }")
                + maybe(", sites: [ \"**:weight\", \"stage=1 kind=mlp\" ]")
                + maybe(", because: " + pick(TEXTS))
                + " }\n";
    }

    private String maybe(String text) {
        return random.nextInt(3) == 0 ? text : "";
    }

    private String pick(String... all) {
        return all[random.nextInt(all.length)];
    }
}
