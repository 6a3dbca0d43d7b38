package dev.rune.kernel.section;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A component of type {@link Mapping} that takes every key no other component reads, for a plugin's section to be bound
 * to later. Without one, such keys are faults. At most one in a record. Status: stable since 0.1.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Rest {}
