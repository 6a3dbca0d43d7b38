package dev.rune.dist;

import java.io.IOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * What a jar promises to those who compile against it: each visible type of its exported packages, with all that can be
 * used or must be implemented of it, a line each.
 */
final class Signatures {
    private static final Set<AccessFlag> OF_TYPES = Set.of(AccessFlag.ABSTRACT, AccessFlag.FINAL, AccessFlag.INTERFACE,
            AccessFlag.ENUM, AccessFlag.ANNOTATION);
    private static final Set<AccessFlag> OF_MEMBERS = Set.of(AccessFlag.PUBLIC, AccessFlag.PROTECTED, AccessFlag.STATIC,
            AccessFlag.ABSTRACT, AccessFlag.FINAL);

    private final Map<String, ClassModel> classes = new TreeMap<>();
    private final Set<String> exported;

    private Signatures(Set<String> exported) {
        this.exported = exported;
    }

    /** The lines of each type, by its name; the first is about the type itself. */
    static Map<String, Set<String>> of(Path jar) throws IOException {
        var descriptor = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
        var signatures = new Signatures(descriptor.exports().stream().filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()));
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().filter(one -> one.getName().endsWith(".class")).toList()) {
                var model = ClassFile.of().parse(file.getInputStream(entry).readAllBytes());
                signatures.classes.put(model.thisClass().asInternalName(), model);
            }
        }
        var types = new LinkedHashMap<String, Set<String>>();
        signatures.classes.forEach((name, model) -> {
            if (signatures.promised(name, model)) {
                types.put(name.replace('/', '.'), lines(model));
            }
        });
        return types;
    }

    private boolean promised(String name, ClassModel model) {
        var end = name.lastIndexOf('/');
        return end >= 0 && exported.contains(name.substring(0, end).replace('/', '.')) && visible(name, model);
    }

    /** A nested type is as visible as the least visible of those around it, and its own flags stand with its name. */
    private boolean visible(String name, ClassModel model) {
        var own = nested(model);
        if (own.isEmpty()) {
            return model.flags().has(AccessFlag.PUBLIC);
        }
        var outer = own.get().outerClass();
        return seen(own.get().flags()) && outer.isPresent()
                && visible(outer.get().asInternalName(), classes.get(outer.get().asInternalName()));
    }

    private static Optional<InnerClassInfo> nested(ClassModel model) {
        return model.findAttribute(Attributes.innerClasses()).stream().flatMap(all -> all.classes().stream())
                .filter(info -> info.innerClass().asInternalName().equals(model.thisClass().asInternalName()))
                .findFirst();
    }

    private static boolean seen(Set<AccessFlag> flags) {
        return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
    }

    private static Set<String> lines(ClassModel model) {
        var lines = new TreeSet<String>();
        lines.add(" " + type(model));
        model.fields().stream().filter(field -> seen(field.flags())).map(Signatures::field).forEach(lines::add);
        model.methods().stream().filter(method -> seen(method.flags()))
                .filter(method -> !method.flags().has(AccessFlag.SYNTHETIC)).map(Signatures::method)
                .forEach(lines::add);
        return lines;
    }

    private static boolean seen(AccessFlags flags) {
        return seen(flags.flags());
    }

    private static String type(ClassModel model) {
        var words = new ArrayList<>(words(model.flags().flags(), OF_TYPES));
        model.findAttribute(Attributes.record()).ifPresent(record -> words.add("record"));
        model.findAttribute(Attributes.permittedSubclasses()).ifPresent(permitted -> words.add("sealed"));
        words.add(model.findAttribute(Attributes.signature()).map(generic -> generic.signature().stringValue())
                .orElseGet(() -> model.superclass().map(above -> above.asInternalName()).orElse("") + " "
                        + model.interfaces().stream().map(above -> above.asInternalName())
                                .collect(Collectors.joining(" "))));
        return String.join(" ", words).strip();
    }

    private static String field(FieldModel field) {
        var words = new ArrayList<>(words(field.flags().flags(), OF_MEMBERS));
        words.add(field.fieldName().stringValue());
        words.add(field.findAttribute(Attributes.signature()).map(generic -> generic.signature().stringValue())
                .orElse(field.fieldType().stringValue()));
        field.findAttribute(Attributes.constantValue()).ifPresent(value -> words.add("= " + value.constant()
                .constantValue()));
        return "  " + String.join(" ", words);
    }

    private static String method(MethodModel method) {
        var words = new ArrayList<>(words(method.flags().flags(), OF_MEMBERS));
        words.add(method.methodName().stringValue() + method.findAttribute(Attributes.signature())
                .map(generic -> generic.signature().stringValue()).orElse(method.methodType().stringValue()));
        method.findAttribute(Attributes.exceptions()).ifPresent(thrown -> words.add("throws " + thrown.exceptions()
                .stream().map(type -> type.asInternalName()).sorted().collect(Collectors.joining(" "))));
        return "  " + String.join(" ", words);
    }

    private static List<String> words(Set<AccessFlag> flags, Set<AccessFlag> wanted) {
        return flags.stream().filter(wanted::contains).map(flag -> flag.name().toLowerCase(java.util.Locale.ROOT))
                .sorted().toList();
    }
}
