package dev.rune.dist;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** Writes the classes of a jar anew in the version of this JDK, for the start-up cache takes none older than Java 6. */
final class Reversion {
    private static final LocalDateTime THEN = LocalDateTime.of(2025, 1, 1, 0, 0);

    private Reversion() {}

    static Path jar(Path from, Path to) throws IOException {
        var entries = read(from);
        var resolver = ClassHierarchyResolver.ofResourceParsing(type -> {
            var descriptor = type.descriptorString();
            var bytes = entries.get(descriptor.substring(1, descriptor.length() - 1) + ".class");
            return bytes == null ? null : new ByteArrayInputStream(bytes);
        }).orElse(ClassHierarchyResolver.defaultResolver()).cached();
        var classes = ClassFile.of(ClassHierarchyResolverOption.of(resolver), StackMapsOption.GENERATE_STACK_MAPS);
        try (var out = new JarOutputStream(Files.newOutputStream(to))) {
            for (var entry : entries.entrySet()) {
                var target = new ZipEntry(entry.getKey());
                target.setTimeLocal(THEN);
                out.putNextEntry(target);
                var plain = !entry.getKey().endsWith(".class") || entry.getKey().endsWith("module-info.class");
                out.write(plain ? entry.getValue() : renewed(classes, entry.getValue()));
            }
        }
        return to;
    }

    private static Map<String, byte[]> read(Path from) throws IOException {
        var entries = new TreeMap<String, byte[]>();
        try (var jar = new JarFile(from.toFile())) {
            for (var entry : (Iterable<java.util.jar.JarEntry>) jar.stream()::iterator) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return entries;
    }

    private static byte[] renewed(ClassFile classes, byte[] old) {
        var transform = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.endHandler(builder -> builder.withVersion(ClassFile.latestMajorVersion(), 0)))
                .andThen((builder, element) -> {
                    if (!(element instanceof ClassFileVersion)) {
                        builder.with(element);
                    }
                });
        return classes.transformClass(classes.parse(old), transform);
    }
}
