package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A field's name in the file, where it is not the component's name. Status: stable since 0.1. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
    /** The name under which the field is read and printed. */
    String value();

    /** Other names under which it is read. */
    String[] aliases() default {};
}
