package dev.halftone.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Spreads a record's parameters among those of the plugin that holds it, so that plugins share them
 * without repeating them: {@code vit: { weights: w, crop: 224 }} where {@code crop} belongs to an
 * inlined record.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Inline {}
