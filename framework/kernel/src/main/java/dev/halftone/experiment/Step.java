package dev.halftone.experiment;

import dev.halftone.problem.Spot;
import dev.halftone.site.Selector;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code quantize}.
 *
 * @param index position in the list, from 0
 * @param use its quantizer: a {@code SiteQuantizer} or a {@code QuantizationStep}
 * @param sites selectors; none means the step's default
 * @param because the reason given
 * @param spot where it stands, for problems found later
 */
public record Step(
        int index,
        PluginUse<Object> use,
        List<Selector> sites,
        Optional<String> because,
        Spot spot) {

    /** As plans and tables call it: {@code quantize[1] uniform}. */
    public String title() {
        return "quantize[" + index + "] " + use.plugin().id();
    }
}
