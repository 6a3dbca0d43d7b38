package org.example.jar;

import dev.rune.testkit.PluginDirectoryContract;
import java.nio.file.Path;

/** What every plugin's directory must be; {@code mvn verify} runs it when it has made this one. */
class JarDirectoryTest extends PluginDirectoryContract {
    @Override
    protected Path directory() {
        return Path.of("target", "plugins", "jar");
    }
}
