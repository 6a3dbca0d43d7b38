package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A scalar may stand for the whole section: {@code updateStrategy: recreate} for {@code updateStrategy: {type:
 * recreate}}. Status: stable since 0.1.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shorthand {
    /** The key that the scalar is the value of. */
    String value();
}
