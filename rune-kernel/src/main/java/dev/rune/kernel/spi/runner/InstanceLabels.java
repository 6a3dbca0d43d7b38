package dev.rune.kernel.spi.runner;

import java.util.Objects;

/**
 * What the kernel must know of an instance again after a restart. A runner keeps it with the instance and gives it back.
 * Status: stable since 0.1.
 *
 * @param service     the service's name
 * @param uid         the service's unique id, so that a service deleted and made again under its name is another one
 * @param slot        the instance's place in the service, from 0
 * @param incarnation which one in its slot, from 1
 * @param generation  the generation it was started for
 * @param template    the digest of the template it is made of
 * @param content     names the versions of the secrets and configmaps it was started with; empty where it has none
 */
public record InstanceLabels(String service, String uid, int slot, long incarnation, long generation, String template,
        String content) {
    public InstanceLabels {
        Objects.requireNonNull(service);
        Objects.requireNonNull(uid);
        Objects.requireNonNull(template);
        Objects.requireNonNull(content);
    }

    /** The labels of an instance without secrets and configmaps. */
    public InstanceLabels(String service, String uid, int slot, long incarnation, long generation, String template) {
        this(service, uid, slot, incarnation, generation, template, "");
    }

    /** The same with other secrets and configmaps. */
    public InstanceLabels withContent(String versions) {
        return new InstanceLabels(service, uid, slot, incarnation, generation, template, versions);
    }
}
