package dev.rune.plugin.process;

import dev.rune.testkit.PluginDirectoryContract;
import java.nio.file.Path;

/** The directory as the build has made it, which is named after the plugin in the distribution. */
class ProcessDirectoryTest extends PluginDirectoryContract {
    @Override
    protected Path directory() {
        return Path.of("target", "plugin");
    }

    @Override
    protected String id() {
        return "process";
    }
}
