package dev.halftone.score;

import dev.halftone.tck.PackContract;

final class ContractTest extends PackContract {}
