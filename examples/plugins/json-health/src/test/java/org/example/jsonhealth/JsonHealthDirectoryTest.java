package org.example.jsonhealth;

import dev.rune.testkit.PluginDirectoryContract;
import java.nio.file.Path;

/** What every plugin's directory must be; {@code mvn verify} runs it when it has made this one. */
class JsonHealthDirectoryTest extends PluginDirectoryContract {
    @Override
    protected Path directory() {
        return Path.of("target", "plugins", "json-health");
    }
}
