package dev.halftone.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a public record as a quantizer: it implements {@code SiteQuantizer} or {@code
 * QuantizationStep}.
 *
 * <p>The record is the whole registration: its id names it in experiment files, its components
 * annotated with {@link Param} are its parameters, every other component is injected.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Quantizer {

    /** The name in experiment files: {@code [a-z][a-z0-9]*(-[a-z0-9]+)*}, never reused. */
    String id();

    /** One sentence that says what it is for, ending in a full stop. */
    String doc();

    /**
     * How it stands among the steps of an experiment, for {@code describe}: {@code { log2: {},
     * sites: "**:probabilities" }}. Without one its first parameters are shown, for all weights if
     * it decides site by site.
     */
    String example() default "";
}
