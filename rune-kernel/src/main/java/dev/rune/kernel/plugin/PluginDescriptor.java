package dev.rune.kernel.plugin;

import dev.rune.kernel.plugin.PluginFault.Phase;
import dev.rune.kernel.section.Nearest;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What a plugin's {@code plugin.properties} says.
 *
 * @param id           the plugin's name, which is its folder's
 * @param version      its own version, free text without blanks
 * @param module       the module that is the plugin
 * @param api          the version of the SPI it was made for
 * @param nativeAccess modules of its folder that may call native code
 */
record PluginDescriptor(String id, String version, String module, ApiVersion api, List<String> nativeAccess) {
    static final String FILE = "plugin.properties";

    private static final List<String> REQUIRED = List.of("id", "version", "module", "api");
    private static final String NATIVE_ACCESS = "native-access";
    private static final List<String> KEYS = List.of("id", "version", "module", "api", NATIVE_ACCESS);
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][-A-Za-z0-9.+_]{0,63}");
    private static final Pattern MODULE = Pattern
            .compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    PluginDescriptor {
        nativeAccess = List.copyOf(nativeAccess);
    }

    /** Reads and checks the descriptor in {@code directory}. */
    static PluginDescriptor read(Path directory) throws PluginFault {
        Path file = directory.resolve(FILE);
        Properties properties = new Strict();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw fault("the folder has no file " + FILE + " with the keys " + String.join(", ", REQUIRED), e);
        } catch (IOException | IllegalArgumentException e) {
            throw fault(FILE + " cannot be read: " + Causes.describe(e), e);
        }
        return check(directory.getFileName().toString(), properties);
    }

    private static PluginDescriptor check(String folder, Properties properties) throws PluginFault {
        for (String key : properties.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw fault(FILE + " has the unknown key '" + key + "'; " + Nearest.of(key, KEYS)
                        .map(word -> "did you mean '" + word + "'?").orElse("its keys are " + String.join(", ", KEYS)));
            }
        }
        for (String key : REQUIRED) {
            if (properties.getProperty(key, "").isBlank()) {
                throw fault(FILE + " has no value for '" + key + "'; it needs " + String.join(", ", REQUIRED));
            }
        }
        String id = properties.getProperty("id").strip();
        if (!id.equals(folder)) {
            throw fault(FILE + " says the id is '" + id + "', but the folder is named '" + folder
                    + "'; they must be the same");
        }
        if (!TypeWord.valid(id)) {
            throw fault("'" + id + "' is no plugin id: it must be " + TypeWord.FORM);
        }
        List<String> nativeAccess = Arrays.stream(properties.getProperty(NATIVE_ACCESS, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty()).toList();
        return new PluginDescriptor(id, matching("version", VERSION, properties),
                matching("module", MODULE, properties), api(properties.getProperty("api").strip()), nativeAccess);
    }

    private static String matching(String key, Pattern form, Properties properties) throws PluginFault {
        String value = properties.getProperty(key).strip();
        if (!form.matcher(value).matches()) {
            throw fault(FILE + " has the " + key + " '" + value + "', which is none: it must match " + form);
        }
        return value;
    }

    private static ApiVersion api(String text) throws PluginFault {
        ApiVersion api = ApiVersion.parse(text).orElseThrow(() -> fault("'" + text
                + "' is no API version: it has the form MAJOR.MINOR, and this is " + ApiVersion.CURRENT));
        if (!ApiVersion.CURRENT.serves(api)) {
            throw fault(
                    "the plugin was made for version " + api + " of the API and this runed has " + ApiVersion.CURRENT
                            + "; it needs a runed with the same major version and the same or a newer minor one");
        }
        return api;
    }

    private static PluginFault fault(String sentence) {
        return new PluginFault(Phase.DESCRIPTOR, sentence);
    }

    private static PluginFault fault(String sentence, Throwable cause) {
        return new PluginFault(Phase.DESCRIPTOR, sentence, cause);
    }

    /** Refuses a key that comes twice, where {@link Properties} would forget the first. */
    private static final class Strict extends Properties {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Object put(Object key, Object value) {
            if (containsKey(key)) {
                throw new IllegalArgumentException("the key '" + key + "' is there twice");
            }
            return super.put(key, value);
        }
    }
}
