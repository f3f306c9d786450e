package dev.halftone.quantizer;

import dev.halftone.tck.PackContract;

class QuantizersTest extends PackContract {}
