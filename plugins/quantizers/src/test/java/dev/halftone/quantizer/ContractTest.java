package dev.halftone.quantizer;

import dev.halftone.tck.PackContract;
import java.util.Map;

class ContractTest extends PackContract {

    @Override
    protected Map<String, String> examples() {
        return Map.of(
                "ada-round", "{ iters: 8, batch: 4, rate: 0.1 }",
                "reconstruct", "{ units: ['blocks.*'], iters: 8, batch: 4, rounding-rate: 0.1 }");
    }
}
