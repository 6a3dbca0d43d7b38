package dev.rune.kernel.spec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a change of a service's field reaches its running instances. Every field of {@link ServiceSpec} says it; the
 * digest of the template is made of the fields that say {@link To#TEMPLATE}. Status: stable since 0.1.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Applies {
    /** The ways. */
    enum To {
        /** Names the service; cannot change. */
        IDENTITY,
        /** Is part of what an instance is made of: instances are replaced. */
        TEMPLATE,
        /** Is applied to the running instances. */
        LIVE
    }

    /** The way of this field. */
    To value();
}
