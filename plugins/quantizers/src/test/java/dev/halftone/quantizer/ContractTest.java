package dev.halftone.quantizer;

import dev.halftone.tck.PackContract;

class ContractTest extends PackContract {}
