package dev.rune.plugin.probe.http;

import dev.rune.testkit.PluginDirectoryContract;
import java.nio.file.Path;

/** The directory as the build has made it, which is named after the plugin in the distribution. */
class HttpProbeDirectoryTest extends PluginDirectoryContract {
    @Override
    protected Path directory() {
        return Path.of("target", "plugin");
    }

    @Override
    protected String id() {
        return "http-probe";
    }
}
