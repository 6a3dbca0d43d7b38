package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Text that may be written as any scalar and is taken as written: {@code PORT: 8080} is the string {@code 8080}.
 * Elsewhere a number is no string. Status: stable since 0.1.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AnyScalar {}
