package dev.rune.kernel.facade;

import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.Sequence;
import dev.rune.kernel.spec.Label;
import dev.rune.kernel.spec.ServiceSpec;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what is written between braces and would not be replaced by anything. Pure. */
final class Placeholders {
    private static final Pattern MOUNT = Pattern.compile("\\{\\{\\s*mount:([^{}\\s]*)\\s*}}");
    private static final Pattern CONTENT = Pattern.compile("\\{\\{\\s*(?:secret|configmap):[^{}\\s]*\\s*}}");

    private final List<String> mounts;
    private final Consumer<Finding> findings;

    private Placeholders(List<String> mounts, Consumer<Finding> findings) {
        this.mounts = mounts;
        this.findings = findings;
    }

    /** Tells {@code findings} of those in the variables of {@code spec}, which is {@code body}, and in what is run. */
    static void check(ServiceSpec spec, Mapping body, Consumer<Finding> findings) {
        List<String> mounts = Stream
                .of(spec.secretMounts().stream().map(mount -> mount.name()),
                        spec.configMounts().stream().map(mount -> mount.name()),
                        spec.mounts().stream().map(mount -> mount.name()))
                .flatMap(names -> names).map(Label::text).sorted().toList();
        Placeholders check = new Placeholders(mounts, findings);
        spec.env().forEach((name, text) -> check.mounts(text, "service.env." + name,
                Admission.position(body, "env." + name)));
        check.workload(spec.workload(), "service");
    }

    private void workload(Node node, String path) {
        switch (node) {
            case Mapping mapping ->
                mapping.entries().forEach(entry -> workload(entry.value(), path + "." + entry.key()));
            case Sequence list -> {
                for (int i = 0; i < list.items().size(); i++) {
                    workload(list.items().get(i), path + "[" + i + "]");
                }
            }
            case Scalar scalar -> {
                mounts(scalar.text(), path, scalar.position());
                contents(scalar.text(), path, scalar.position());
            }
        }
    }

    private void mounts(String text, String path, Position position) {
        MOUNT.matcher(text).results().filter(found -> !mounts.contains(found.group(1)))
                .forEach(found -> findings.accept(Finding.of(position, path, "'" + found.group()
                        + "' names no mount of the service; its mounts: "
                        + (mounts.isEmpty() ? "none" : String.join(", ", mounts)))));
    }

    private void contents(String text, String path, Position position) {
        CONTENT.matcher(text).results().forEach(found -> findings.accept(Finding.of(position, path, "'" + found.group()
                + "' is replaced in 'env' only, because everybody may see what a program is called with: set a "
                + "variable to it and use that, or mount it as a file")));
    }
}
