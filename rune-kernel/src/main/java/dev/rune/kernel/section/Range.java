package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The numbers (for durations: seconds) a field allows, both ends included. Status: stable since 0.1. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The least. */
    long min() default 0;

    /** The greatest. */
    long max() default Long.MAX_VALUE;
}
