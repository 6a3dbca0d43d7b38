package dev.rune.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract holds for a directory with a small plugin, and finds what is wrong with others. */
class BuiltDirectoryContractTest extends PluginDirectoryContract {
    /** The directory to look at; a sound one where nobody says. */
    static final ScopedValue<Path> DIRECTORY = ScopedValue.newInstance();

    @TempDir
    Path workshop;

    @Override
    protected Path directory() {
        try {
            return DIRECTORY.isBound() ? DIRECTORY.get() : DirectoryDefect.NONE.built(workshop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String id() {
        return DirectoryDefect.ID;
    }
}
