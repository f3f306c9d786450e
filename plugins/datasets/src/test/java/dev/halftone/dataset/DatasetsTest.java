package dev.halftone.dataset;

import dev.halftone.tck.PackContract;

class DatasetsTest extends PackContract {}
