package dev.rune.cli.image;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The folder beside an image's place where it is built. When it is closed nothing is left but a finished image; a signal
 * that ends the program closes it first. Used by the thread that makes it.
 */
final class Scaffold implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final long PATIENCE_SECONDS = 10;

    private final Path output;
    /** The folders above it that were not there, the lowest first. */
    private final List<Path> missing = new ArrayList<>();
    private final Path folder;
    private final Thread builder = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::abandon, "image-abandoned");

    private Scaffold(Path output) throws IOException {
        this.output = output;
        for (Path above = output.getParent(); !Files.exists(above); above = above.getParent()) {
            missing.add(above);
        }
        try {
            Files.createDirectories(output.getParent());
            this.folder = Files.createTempDirectory(output.getParent(), "." + output.getFileName() + "-");
        } catch (IOException e) {
            deleteMissing();
            throw e;
        }
    }

    /** Makes the folder, and those above it that are not there. */
    static Scaffold beside(Path output) throws IOException {
        Scaffold scaffold = new Scaffold(output);
        Runtime.getRuntime().addShutdownHook(scaffold.hook);
        return scaffold;
    }

    /** Makes a folder in it. */
    Path room(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    /** Lets what the build has started end, and the build fail by that, and waits until it has put everything away. */
    private void abandon() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        builder.interrupt();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            deleteFolder();
            deleteMissing();
        } finally {
            closed.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException endingAnyway) {
                // The hook is what closes this.
            }
        }
    }

    /** Somebody who was told to end may still have written into it. */
    private void deleteFolder() throws IOException {
        for (int attempt = 1;; attempt++) {
            try {
                Tree.delete(folder);
                return;
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void deleteMissing() throws IOException {
        if (!Files.exists(output)) {
            for (Path above : missing) {
                Files.deleteIfExists(above);
            }
        }
    }
}
