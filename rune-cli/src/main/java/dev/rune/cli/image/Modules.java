package dev.rune.cli.image;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleRequireInfo;
import java.lang.constant.ModuleDesc;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The modules of this run-time that are not the JDK's, as {@code jlink} can take them. */
final class Modules {
    static final String CLIENT = "dev.rune.cli";
    static final String DAEMON = "dev.rune.daemon";

    private final Mentions mentions;
    private final ModuleFinder system = ModuleFinder.ofSystem();

    Modules(Mentions mentions) {
        this.mentions = mentions;
    }

    /** Whether this run-time has the daemon; that of a client's image has not. */
    boolean haveDaemon() {
        return system.find(DAEMON).isPresent();
    }

    /** What the daemon requires of the JDK without using it itself: what it was given for plugins. */
    Set<String> lent() throws IOException {
        ModuleReference daemon = system.find(DAEMON).orElseThrow();
        Set<String> lent = new TreeSet<>();
        daemon.descriptor().requires().stream().map(requires -> requires.name())
                .filter(name -> Mentions.isJdk(name) && !name.equals("java.base")).forEach(lent::add);
        lent.removeAll(mentions.of(daemon));
        return lent;
    }

    /**
     * Copies them into {@code directory}, each a folder of its name.
     *
     * @param lent   what is taken from the daemon's requirements
     * @param needed what is added to them
     */
    void copy(Path directory, Set<String> lent, Set<String> needed) throws IOException {
        FileSystem runtime = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (ModuleReference module : system.findAll()) {
            String name = module.descriptor().name();
            if (!Mentions.isJdk(name)) {
                copy(runtime.getPath("modules", name), directory.resolve(name));
            }
        }
        Path descriptor = directory.resolve(DAEMON).resolve("module-info.class");
        if (Files.exists(descriptor)) {
            Files.write(descriptor, requiring(Files.readAllBytes(descriptor), lent, needed));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /**
     * The descriptor with other requirements. A layer of plugins sees those modules of the JDK that the daemon's
     * requirements bring in, so what plugins need has to be one of them.
     */
    private static byte[] requiring(byte[] bytes, Set<String> without, Set<String> with) {
        ClassModel model = ClassFile.of().parse(bytes);
        return ClassFile.of().transformClass(model, ClassTransform.dropping(ModuleAttribute.class::isInstance)
                .andThen(ClassTransform.endHandler(builder -> model.elementStream()
                        .filter(ModuleAttribute.class::isInstance).map(ModuleAttribute.class::cast)
                        .forEach(attribute -> builder.with(changed(attribute, without, with))))));
    }

    private static ModuleAttribute changed(ModuleAttribute old, Set<String> without, Set<String> with) {
        List<ModuleRequireInfo> requires = new ArrayList<>();
        Set<String> missing = new TreeSet<>(with);
        for (ModuleRequireInfo info : old.requires()) {
            String name = info.requires().name().stringValue();
            if (with.contains(name) || !without.contains(name)) {
                requires.add(info);
            }
            missing.remove(name);
        }
        missing.forEach(name -> requires.add(ModuleRequireInfo.of(ModuleDesc.of(name), 0, null)));
        return ModuleAttribute.of(old.moduleName(), old.moduleFlagsMask(), old.moduleVersion().orElse(null), requires,
                old.exports(), old.opens(), old.uses(), old.provides());
    }
}
