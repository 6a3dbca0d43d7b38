package dev.rune.cli.image;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which modules of the JDK the classes of a module mention, of those that this run-time has. */
final class Mentions {
    private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");

    /** The modules of the JDK by the packages that they export to everybody. */
    private final Map<String, String> owners = new HashMap<>();

    Mentions(ModuleFinder system) {
        for (ModuleReference module : system.findAll()) {
            ModuleDescriptor descriptor = module.descriptor();
            if (isJdk(descriptor.name())) {
                descriptor.exports().stream().filter(exports -> !exports.isQualified())
                        .forEach(exports -> owners.put(exports.source(), descriptor.name()));
            }
        }
    }

    static boolean isJdk(String module) {
        return module.startsWith("java.") || module.startsWith("jdk.");
    }

    /** Whether this run-time has the module. */
    boolean knows(String module) {
        return owners.containsValue(module);
    }

    /** The modules of the JDK that the classes of {@code module} mention. */
    Set<String> of(ModuleReference module) throws IOException {
        Set<String> mentioned = new TreeSet<>();
        try (ModuleReader reader = module.open()) {
            List<String> classes;
            try (var names = reader.list()) {
                classes = names.filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class")
                        && !name.startsWith("META-INF/")).toList();
            }
            for (String name : classes) {
                ByteBuffer bytes = reader.read(name).orElseThrow();
                try {
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.get(copy);
                    collect(copy, mentioned);
                } finally {
                    reader.release(bytes);
                }
            }
        }
        return mentioned;
    }

    private void collect(byte[] bytes, Set<String> mentioned) {
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            switch (entry) {
                case ClassEntry type -> add("L" + type.asInternalName() + ";", mentioned);
                case Utf8Entry text -> add(text.stringValue(), mentioned);
                default -> {
                    // Refers to others that come themselves.
                }
            }
        }
    }

    private void add(String text, Set<String> mentioned) {
        for (Matcher found = TYPE.matcher(text); found.find();) {
            String type = found.group(1);
            String owner = owners.get(type.substring(0, Math.max(0, type.lastIndexOf('/'))).replace('/', '.'));
            if (owner != null) {
                mentioned.add(owner);
            }
        }
    }
}
