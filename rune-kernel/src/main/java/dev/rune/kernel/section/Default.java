package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a field that is left out, as a person would write it. A field that has no default, is no
 * {@code Optional}, list, map or section whose fields all have defaults, is required. Status: stable since 0.1.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** The text of a scalar. */
    String value();
}
