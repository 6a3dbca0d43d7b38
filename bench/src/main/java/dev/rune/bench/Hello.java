package dev.rune.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The program that greets and does nothing else; written as a class file, for the run-time has no compiler. */
final class Hello {
    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
    private static final ClassDesc STREAM = ClassDesc.of("java.io.PrintStream");

    private Hello() {}

    /** Writes the program as a jar, for only jars are cached; returns it. */
    static Path write(Path jar) {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("Hello.class"));
            out.write(ClassFile.of().build(ClassDesc.of("Hello"), type -> type.withMethodBody("main",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType()),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> code.getstatic(SYSTEM, "out", STREAM).loadConstant("Hello")
                            .invokevirtual(STREAM, "println",
                                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                            .return_())));
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
