package dev.rune.kernel.spec;

import dev.rune.kernel.section.Default;
import dev.rune.kernel.section.Doc;
import dev.rune.kernel.section.Key;
import dev.rune.kernel.section.SectionException;
import java.util.Optional;

/**
 * A secret or configmap whose every key becomes an environment variable. Status: stable since 0.1.
 *
 * @param secret    a secret's name
 * @param configmap a configmap's name
 * @param prefix    put before each key
 */
@Doc("Every key of a secret or configmap becomes a variable.")
public record EnvSource(@Doc("A secret's name.") @Key(value = "secret", aliases = "secretRef") Optional<Label> secret,
        @Doc("A configmap's name.") @Key(value = "configmap", aliases = "configRef") Optional<Label> configmap,
        @Doc("Put before each key.") @Default("") String prefix) {
    public EnvSource {
        if (secret.isPresent() == configmap.isPresent()) {
            throw new SectionException("secret", "an entry of envFrom names exactly one of: secret, configmap");
        }
    }
}
