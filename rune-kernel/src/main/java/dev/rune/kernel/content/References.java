package dev.rune.kernel.content;

import dev.rune.kernel.content.Reference.Use;
import dev.rune.kernel.spec.ConfigMount;
import dev.rune.kernel.spec.ContentKind;
import dev.rune.kernel.spec.ContentRef;
import dev.rune.kernel.spec.Dependency;
import dev.rune.kernel.spec.EnvSource;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.MountItem;
import dev.rune.kernel.spec.SecretMount;
import dev.rune.kernel.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a service needs secrets and configmaps. Pure. */
public final class References {
    private static final Pattern BRACES = Pattern.compile("\\{\\{\\s*(secret|configmap):([^{}]*)}}");
    private static final Pattern TARGET = Pattern
            .compile("([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)/([-._A-Za-z0-9]{1,253})");

    private References() {}

    /**
     * A reference that cannot be understood.
     *
     * @param path the field, from the service downwards
     * @param text what stands there
     */
    public record Malformed(String path, String text) {}

    /** Every reference of {@code spec}, seen from {@code namespace}; those that cannot be understood are left out. */
    public static List<Reference> of(ServiceSpec spec, String namespace) {
        List<Reference> all = new ArrayList<>();
        spec.env().forEach((name, text) -> all.addAll(in(text, "env." + name, namespace)));
        for (int i = 0; i < spec.envFrom().size(); i++) {
            EnvSource source = spec.envFrom().get(i);
            String path = "envFrom[" + i + "]";
            all.add(new Reference(ref(source, namespace), Optional.empty(), Use.VARIABLES, source.prefix(), path));
        }
        for (int i = 0; i < spec.secretMounts().size(); i++) {
            SecretMount mount = spec.secretMounts().get(i);
            mounted(all, ContentKind.SECRET, mount.secretName().orElse(mount.name()), mount.items(), namespace,
                    "secretMounts[" + i + "]");
        }
        for (int i = 0; i < spec.configMounts().size(); i++) {
            ConfigMount mount = spec.configMounts().get(i);
            mounted(all, ContentKind.CONFIGMAP, mount.configName().orElse(mount.name()), mount.items(), namespace,
                    "configMounts[" + i + "]");
        }
        for (int i = 0; i < spec.dependencies().size(); i++) {
            Dependency dependency = spec.dependencies().get(i);
            String path = "dependencies[" + i + "]";
            if (!dependency.optional()) {
                ref(dependency, namespace).ifPresent(
                        ref -> all.add(new Reference(ref, Optional.empty(), Use.PRESENCE, "", path)));
            }
        }
        return List.copyOf(all);
    }

    /** The references of {@code spec} whose text is no reference. */
    public static List<Malformed> malformed(ServiceSpec spec) {
        List<Malformed> all = new ArrayList<>();
        spec.env().forEach((name, text) -> BRACES.matcher(text).results()
                .filter(found -> !TARGET.matcher(found.group(2).strip()).matches())
                .forEach(found -> all.add(new Malformed("env." + name, found.group()))));
        return all;
    }

    /** The secret or configmap that {@code dependency} waits for; empty where it is a service. */
    public static Optional<ContentRef> ref(Dependency dependency, String own) {
        String namespace = dependency.namespace().map(Label::text).orElse(own);
        return dependency.secret().map(name -> new ContentRef(ContentKind.SECRET, namespace, name.text()))
                .or(() -> dependency.configmap()
                        .map(name -> new ContentRef(ContentKind.CONFIGMAP, namespace, name.text())));
    }

    /** What {@code source} names. */
    public static ContentRef ref(EnvSource source, String namespace) {
        return source.secret().map(name -> new ContentRef(ContentKind.SECRET, namespace, name.text()))
                .orElseGet(() -> new ContentRef(ContentKind.CONFIGMAP, namespace,
                        source.configmap().orElseThrow().text()));
    }

    /** The word between the braces by which {@code key} of {@code ref} is referred to. */
    static String word(ContentRef ref, String key) {
        return ref.kind().word() + ":" + ref.name() + "/" + key;
    }

    private static List<Reference> in(String text, String path, String namespace) {
        List<Reference> found = new ArrayList<>();
        Matcher braces = BRACES.matcher(text);
        while (braces.find()) {
            Matcher target = TARGET.matcher(braces.group(2).strip());
            if (target.matches()) {
                ContentKind kind = ContentKind.valueOf(braces.group(1).toUpperCase(Locale.ROOT));
                found.add(new Reference(new ContentRef(kind, namespace, target.group(1)),
                        Optional.of(target.group(2)), Use.TEXT, "", path));
            }
        }
        return found;
    }

    private static void mounted(List<Reference> all, ContentKind kind, Label name, List<MountItem> items,
            String namespace, String path) {
        ContentRef ref = new ContentRef(kind, namespace, name.text());
        if (items.isEmpty()) {
            all.add(new Reference(ref, Optional.empty(), Use.FILES, "", path));
        }
        for (int i = 0; i < items.size(); i++) {
            all.add(new Reference(ref, Optional.of(items.get(i).key()), Use.FILES, "",
                    path + ".items[" + i + "].key"));
        }
    }
}
