package dev.rune.kernel.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginDescriptorTest {
    private static final String SOUND = "id = probe\nversion = 1.2.3-rc.1\nmodule = a.probe\napi = 0.1\n";

    private Path folder;

    @BeforeEach
    void makeFolder(@TempDir Path directory) throws IOException {
        folder = Files.createDirectory(directory.resolve("probe"));
    }

    private PluginDescriptor read(String text) throws Exception {
        Files.writeString(folder.resolve(PluginDescriptor.FILE), text);
        return PluginDescriptor.read(folder);
    }

    private void assertRefused(String message, String text) {
        assertEquals("descriptor: " + message, assertThrows(PluginFault.class, () -> read(text)).sentence());
    }

    @Test
    void everyKeyIsRead() throws Exception {
        assertEquals(
                new PluginDescriptor("probe", "1.2.3-rc.1", "a.probe", new ApiVersion(0, 1),
                        List.of("a.probe", "com.sun.jna")),
                read(SOUND + "native-access = a.probe , com.sun.jna\n"));
    }

    @Test
    void nativeAccessMayBeLeftOut() throws Exception {
        assertEquals(List.of(), read(SOUND).nativeAccess());
    }

    @Test
    void aKeyTwiceIsRefused() {
        assertRefused("plugin.properties cannot be read: IllegalArgumentException: the key 'api' is there twice",
                SOUND + "api = 0.1\n");
    }

    @Test
    void aMissingKeyIsRefused() {
        assertRefused("plugin.properties has no value for 'module'; it needs id, version, module, api",
                SOUND.replace("a.probe", ""));
    }

    @Test
    void anUnknownKeyThatResemblesNoneIsToldAllKeys() {
        assertRefused(
                "plugin.properties has the unknown key 'colour'; its keys are id, version, module, api, native-access",
                SOUND + "colour = red\n");
    }

    @Test
    void theIdIsTheFoldersName() {
        assertRefused(
                "plugin.properties says the id is 'other', but the folder is named 'probe'; they must be the same",
                SOUND.replace("id = probe", "id = other"));
    }

    @Test
    void aModuleNameHasItsForm() {
        assertEquals(true, assertThrows(PluginFault.class, () -> read(SOUND.replace("a.probe", "a probe"))).sentence()
                .startsWith("descriptor: plugin.properties has the module 'a probe', which is none: "));
    }

    @ParameterizedTest
    @CsvSource({"1", "0.1.2", "one", "0.01", "-0.1", "0.1234567"})
    void anApiVersionHasItsForm(String api) {
        assertRefused("'" + api + "' is no API version: it has the form MAJOR.MINOR, and this is 0.1",
                SOUND.replace("api = 0.1", "api = " + api));
    }

    @ParameterizedTest
    @CsvSource({"0.0,true", "0.1,true", "0.2,false", "1.0,false", "1.1,false"})
    void theSameMajorAndNoNewerMinorIsServed(String wanted, boolean served) {
        assertEquals(served, new ApiVersion(0, 1).serves(ApiVersion.parse(wanted).orElseThrow()));
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws IOException {
        Files.write(folder.resolve(PluginDescriptor.FILE), new byte[]{(byte) 0xff, (byte) 0xfe, 0});
        assertEquals("descriptor: plugin.properties cannot be read: MalformedInputException: Input length = 1",
                assertThrows(PluginFault.class, () -> PluginDescriptor.read(folder)).sentence());
    }
}
