package dev.halftone.network;

import dev.halftone.tck.PackContract;
import java.util.Map;

final class ContractTest extends PackContract {

    @Override
    protected Map<String, String> examples() {
        return Map.of("vit", "{ weights: random, arch: fashion }");
    }
}
