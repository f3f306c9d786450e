package dev.halftone.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a parameter of the experiment file.
 *
 * <p>The key is the component's name in kebab case: {@code imageSize} is written {@code
 * image-size}. Types: {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * {@code java.nio.file.Path}, enums, {@code List} and {@code Optional} of these, records made of
 * parameters, and plugins ({@code observer: { percentile: { keep: 0.9999 } }}).
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Param {

    /** One sentence, ending in a full stop. */
    String doc();

    /**
     * The default as it would be written in the file. Without one the parameter must be given,
     * unless it is an {@code Optional} or a {@code List}, which are then empty.
     */
    String byDefault() default "";

    /** Whether a {@code List} must be given all the same. */
    boolean required() default false;

    /** The smallest value allowed, for numbers. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest value allowed, for numbers. */
    double max() default Double.POSITIVE_INFINITY;
}
