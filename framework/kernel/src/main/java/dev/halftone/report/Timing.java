package dev.halftone.report;

import dev.halftone.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code timing.json}, beside the journal the only file with a clock in it. */
public final class Timing {

    private Timing() {}

    /**
     * @param phases seconds by phase
     */
    public static String text(Map<String, Double> phases, Pace pace) {
        Map<String, Object> rates = new TreeMap<>();
        rates.put("evaluate", rate(pace.images(), pace.seconds()));
        rates.put("float", rate(pace.images(), pace.floatSeconds()));
        rates.put("quantized", rate(pace.images(), pace.quantizedSeconds()));
        return Json.pretty(
                Map.of(
                        "phases_seconds", phases,
                        "images_per_second", rates,
                        "waiting_for_data_seconds", rounded(pace.waitingSeconds())));
    }

    /** Not a number, so null, where nothing was done. */
    private static double rate(int images, double seconds) {
        return rounded(images == 0 ? Double.NaN : images / seconds);
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : Double.NaN;
    }
}
