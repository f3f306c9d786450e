package dev.halftone.score;

import dev.halftone.tck.PackContract;

class MetricsTest extends PackContract {}
