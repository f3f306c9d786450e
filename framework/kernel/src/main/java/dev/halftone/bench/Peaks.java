package dev.halftone.bench;

import dev.halftone.bench.CalibrationSpeed.Peak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** The most memory that this process had since it was last asked, as Linux tells it. */
final class Peaks {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    private static final String MOST = "VmHWM:";

    private Peaks() {}

    /** Both peaks; none where the system does not tell. */
    static Optional<Peak> of(Runnable few, Runnable many) {
        OptionalDouble first = during(few);
        OptionalDouble second = during(many);
        return first.isPresent() && second.isPresent()
                ? Optional.of(new Peak(first.getAsDouble(), second.getAsDouble()))
                : Optional.empty();
    }

    private static OptionalDouble during(Runnable work) {
        System.gc();
        try {
            Files.writeString(FORGET, "5");
            work.run();
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(MOST))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
