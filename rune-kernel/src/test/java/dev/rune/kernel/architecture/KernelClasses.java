package dev.rune.kernel.architecture;

import dev.rune.kernel.spi.Provider;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The classes of the kernel as the compiler left them, without those of its tests. */
final class KernelClasses {
    static final String ROOT = "dev.rune.kernel.";

    /** A class of the kernel in a descriptor or a signature. */
    private static final Pattern KERNEL_CLASS = Pattern.compile("L(dev/rune/kernel/[\\w/$]+)[;<]");

    private KernelClasses() {}

    /** Where they are. */
    static Path location() {
        Module kernel = Provider.class.getModule();
        return Path.of(kernel.getLayer().configuration().findModule(kernel.getName()).orElseThrow().reference()
                .location().orElseThrow());
    }

    static List<ClassModel> all() throws IOException {
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(location())) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> !path.endsWith("module-info.class")).sorted().toList()) {
                classes.add(ClassFile.of().parse(file));
            }
        }
        return classes;
    }

    /** Its name, as in {@code spec.Port}. */
    static String name(ClassModel model) {
        return model.thisClass().asInternalName().replace('/', '.').substring(ROOT.length());
    }

    /** The kernel's packages that {@code model} mentions in its code, members and annotations, without its own. */
    static Set<String> mentioned(ClassModel model) {
        Set<String> packages = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addPackage(packages, "L" + type.asInternalName() + ";");
                case Utf8Entry text -> addPackage(packages, text.stringValue());
                default -> {
                    // Refers to others that come themselves.
                }
            }
        }
        packages.remove(packageOf(name(model)));
        return packages;
    }

    private static void addPackage(Set<String> packages, String text) {
        for (Matcher found = KERNEL_CLASS.matcher(text); found.find();) {
            packages.add(packageOf(found.group(1).replace('/', '.').substring(ROOT.length())));
        }
    }

    /** Methods that {@code model} calls, as in {@code java.lang.Thread.sleep}. */
    static Set<String> called(ClassModel model) {
        Set<String> methods = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                methods.add(member.owner().asInternalName().replace('/', '.') + "." + member.name().stringValue());
            }
        }
        return methods;
    }

    /** The package of {@code spec.Port} is {@code spec}. */
    static String packageOf(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
