package dev.rune.daemon.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rune.daemon.plugin.InstalledPlugins.Done;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.spi.Provider;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins come whole or not at all, and what runed has loaded stays as it is until it starts again. */
class InstalledPluginsTest {
    /** The module of a small probe; never loaded here. */
    private static byte[] jar = {};

    private static final List<String> WHOLE = List.of("installed-plugins/small/plugin.properties",
            "installed-plugins/small/small.jar");

    @TempDir
    Path data;
    @TempDir
    Path sources;
    private InstalledPlugins plugins;

    @BeforeAll
    static void compile(@TempDir Path work) throws IOException {
        Path module = Files.writeString(work.resolve("module-info.java"), """
                module small {
                    requires dev.rune.kernel;
                    provides dev.rune.kernel.spi.probe.ProbeProvider with small.P;
                }
                """);
        Path provider = Files.writeString(Files.createDirectories(work.resolve("small")).resolve("P.java"), """
                package small;

                public abstract class P implements dev.rune.kernel.spi.probe.ProbeProvider {
                    public static dev.rune.kernel.spi.probe.ProbeProvider provider() {
                        throw new IllegalStateException("nobody is to call this");
                    }
                }
                """);
        Path kernel = Path.of(Provider.class.getModule().getLayer().configuration().findModule("dev.rune.kernel")
                .orElseThrow().reference().location().orElseThrow());
        run("javac", "-proc:none", "-d", work.resolve("classes").toString(), "--module-path", kernel.toString(),
                module.toString(), provider.toString());
        run("jar", "--create", "--file", work.resolve("small.jar").toString(), "-C", work.resolve("classes").toString(),
                ".");
        jar = Files.readAllBytes(work.resolve("small.jar"));
    }

    private static void run(String tool, String... words) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        assertEquals(0, ToolProvider.findFirst(tool).orElseThrow().run(out, out, words), said::toString);
    }

    private static byte[] descriptor(String id, String version) {
        return ("id=" + id + "\nversion=" + version + "\nmodule=small\napi=0.1\n").getBytes(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void open() {
        plugins = new InstalledPlugins(data, List.of());
    }

    private static Map<String, byte[]> sound(String version) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("plugin.properties", descriptor("small", version));
        files.put("small.jar", jar);
        return files;
    }

    private Path zip(Map<String, byte[]> files) throws IOException {
        Path archive = sources.resolve("small.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return archive;
    }

    private Path folder(Map<String, byte[]> files) throws IOException {
        Path folder = Files.createDirectory(sources.resolve("folder"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path place = folder.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
        return folder;
    }

    private Done install(String version, boolean replace) throws IOException {
        return plugins.install(zip(sound(version)), replace);
    }

    private Path place() {
        return InstalledPlugins.directory(data).resolve("small");
    }

    private String version() throws IOException {
        return Files.readString(place().resolve("plugin.properties")).lines()
                .filter(line -> line.startsWith("version=")).findFirst().orElseThrow().substring("version=".length());
    }

    private static ProblemException refused(ProblemCode code, org.junit.jupiter.api.function.Executable request) {
        ProblemException refusal = assertThrows(ProblemException.class, request);
        assertEquals(code, refusal.problem().code(), refusal.problem()::toString);
        return refusal;
    }

    /** Everything that lies in the data directory beside what is always there. */
    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).filter(file -> !file.endsWith(".lock"))
                    .map(file -> data.relativize(file).toString()).sorted().toList();
        }
    }

    @Test
    void aPluginIsThereWhole() throws IOException {
        assertEquals(new Done("small", "1", place(), false), install("1", false));
        assertEquals(WHOLE, files());
    }

    @Test
    void aDirectoryIsCopied() throws IOException {
        Path folder = folder(sound("1"));
        plugins.install(folder, false);
        assertEquals(WHOLE, files());
        assertTrue(Files.exists(folder.resolve("small.jar")));
    }

    @Test
    void itMayBePackedWithItsFolder() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        sound("1").forEach((name, content) -> files.put("small-1/" + name, content));
        plugins.install(zip(files), false);
        assertEquals("1", version());
    }

    @Test
    void oneThatRunedWouldNotLoadIsRefusedInItsWords() throws IOException {
        Map<String, byte[]> files = sound("1");
        files.put("plugin.properties", "id=small\nversion=1\nmodule=smal\napi=0.1\n".getBytes(StandardCharsets.UTF_8));
        ProblemException refusal = refused(ProblemCode.INVALID, () -> plugins.install(zip(files), false));
        assertTrue(refusal.problem().message().contains("modules: no jar in the folder is the module 'smal'"),
                refusal.problem()::toString);
        files.remove("plugin.properties");
        assertTrue(refused(ProblemCode.INVALID, () -> plugins.install(zip(files), false)).problem()
                .message().contains("has no plugin.properties"));
        Path text = Files.writeString(sources.resolve("text"), "no zip at all");
        assertEquals(text + " is neither a directory nor a zip archive that can be read: zip END header not found; "
                + "nothing was installed",
                refused(ProblemCode.INVALID, () -> plugins.install(text, false)).problem().message());
        assertEquals(List.of(), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/etc/evil", "lib/../../evil", "..\\evil", "a//b", "./evil", "", "e\u0007vil",
            "lib/.."})
    void nothingIsWrittenOutsideOfItsFolder(String name) throws IOException {
        Map<String, byte[]> files = sound("1");
        files.put(name, new byte[]{1});
        refused(ProblemCode.INVALID, () -> plugins.install(zip(files), false));
        assertEquals(List.of(), files());
        assertFalse(Files.exists(data.resolveSibling("evil")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "", ".next", "a/b", "SMALL"})
    void anIdThatIsNoneNamesNoFolder(String id) {
        Map<String, byte[]> files = sound("1");
        files.put("plugin.properties", descriptor(id, "1"));
        refused(ProblemCode.INVALID, () -> plugins.install(zip(files), false));
    }

    @Test
    void aLinkInADirectoryIsRefused() throws IOException {
        Path folder = folder(sound("1"));
        Files.createSymbolicLink(folder.resolve("passwords"), folder.resolve("plugin.properties"));
        assertEquals(folder + " has 'passwords', which is a symbolic link; a plugin's directory holds its files "
                + "themselves; nothing was installed",
                refused(ProblemCode.INVALID, () -> plugins.install(folder, false)).problem().message());
        assertEquals(List.of(), files());
    }

    @Test
    void aLinkInAnArchiveIsRefused() throws IOException {
        Map<String, byte[]> files = sound("1");
        files.put("passwords", "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        Path archive = zip(files);
        markLast(archive, 0120777);
        assertTrue(refused(ProblemCode.INVALID, () -> plugins.install(archive, false)).problem().message()
                .contains("has 'passwords', which is a symbolic link"));
        assertEquals(List.of(), files());
        markLast(archive, 0100644);
        plugins.install(archive, false);
    }

    /** Writes what zip(1) writes of a file's mode, into the last entry of the archive's directory. */
    private static void markLast(Path archive, int mode) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(archive)).order(ByteOrder.LITTLE_ENDIAN);
        int entry = bytes.limit() - 22;
        do {
            entry--;
        } while (bytes.getInt(entry) != 0x02014b50);
        bytes.putInt(entry + 38, mode << 16);
        Files.write(archive, bytes.array());
    }

    @Test
    void oneThatUnpacksToTooMuchIsRefused() throws IOException {
        Path archive = sources.resolve("bomb.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("plugin.properties"));
            zip.write(descriptor("small", "1"));
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written <= PluginFiles.MOST_BYTES; written += zeros.length) {
                zip.write(zeros);
            }
        }
        assertEquals(archive + " holds more than 256 MiB; nothing was installed",
                refused(ProblemCode.INVALID, () -> plugins.install(archive, false)).problem().message());
        assertEquals(List.of(), files());
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        Map<String, byte[]> files = sound("1");
        for (int i = 0; i < PluginFiles.MOST_FILES; i++) {
            files.put("f" + i, new byte[0]);
        }
        refused(ProblemCode.INVALID, () -> plugins.install(zip(files), false));
        assertEquals(List.of(), files());
    }

    @Test
    void oneThatIsThereIsReplacedOnlyWhenThatIsSaid() throws IOException {
        install("1", false);
        ProblemException refusal = refused(ProblemCode.CONFLICT, () -> install("2", false));
        assertEquals("plugin 'small' is installed already, as version 1; say --replace to put version 2 in its place",
                refusal.problem().message());
        assertEquals("1", version());
        assertTrue(install("2", true).replaced());
        plugins.settle();
        assertEquals("2", version());
    }

    @Test
    void whatIsThereStaysAsItIsUntilTheNextStart() throws IOException {
        install("1", false);
        assertEquals(new Done("small", "2", place(), true), install("2", true));
        assertEquals("1", version(), "runed may have loaded it");
        install("3", true);
        plugins.settle();
        assertEquals("3", version());
        assertEquals(WHOLE, files());
    }

    @Test
    void oneThatIsRemovedGoesAtTheNextStart() throws IOException {
        install("1", false);
        install("2", true);
        assertEquals(new Done("small", "1", place(), false), plugins.remove("small"));
        assertTrue(Files.exists(place().resolve("small.jar")), "runed reads it as long as it runs");
        refused(ProblemCode.NOT_FOUND, () -> plugins.remove("small"));
        plugins.settle();
        assertEquals(List.of(), files());
        refused(ProblemCode.NOT_FOUND, () -> plugins.remove("small"));
    }

    @Test
    void oneThatWasRemovedMayComeBackBeforeTheNextStart() throws IOException {
        install("1", false);
        plugins.remove("small");
        assertEquals(new Done("small", "2", place(), false), install("2", false));
        plugins.settle();
        assertEquals("2", version());
    }

    @Test
    void whatWasNotInstalledHereIsNotRemoved() throws IOException {
        Path own = Files.createDirectories(data.resolve("distribution"));
        Files.createDirectory(own.resolve("process"));
        plugins = new InstalledPlugins(data, List.of(own));
        assertTrue(refused(ProblemCode.CONFLICT, () -> plugins.remove("process")).problem().message()
                .contains("it lies in " + own.resolve("process")));
        refused(ProblemCode.NOT_FOUND, () -> plugins.remove("../distribution"));
        refused(ProblemCode.NOT_FOUND, () -> plugins.remove(".next"));
        refused(ProblemCode.NOT_FOUND, () -> plugins.remove(""));
        assertTrue(Files.exists(own.resolve("process")));
    }

    @Test
    void oneOfANameThatTheDistributionHasIsRefused() throws IOException {
        Path own = Files.createDirectories(data.resolve("distribution"));
        Files.createDirectory(own.resolve("small"));
        plugins = new InstalledPlugins(data, List.of(own));
        assertTrue(refused(ProblemCode.INVALID, () -> install("1", false)).problem().message()
                .contains("there is another plugin 'small'"));
    }

    @Test
    void itsOwnDirectoryUnderAnotherNameIsNoOther() throws IOException {
        install("1", false);
        Path link = Files.createSymbolicLink(data.resolve("link"), InstalledPlugins.directory(data));
        plugins = new InstalledPlugins(data, List.of(link));
        assertEquals(List.of(InstalledPlugins.directory(data)), plugins.everywhere());
        assertTrue(install("2", true).replaced());
    }

    @Test
    void whatCannotBeSettledKeepsNothingElseWaiting() throws IOException {
        install("1", false);
        install("2", true);
        Path marker = InstalledPlugins.directory(data).resolve(".removed/odd");
        Files.createDirectories(marker.resolve("not-empty"));
        Map<Path, String> troubles = plugins.settle();
        Path odd = InstalledPlugins.directory(data).resolve("odd");
        assertEquals(Set.of(odd), troubles.keySet());
        assertTrue(troubles.get(odd).startsWith("the plugin in " + odd + " could not be removed at this start: "),
                troubles::toString);
        assertEquals("2", version());
    }

    @Test
    void whereTheyCannotBeReadTheOthersAreLoaded() throws IOException {
        Path file = Files.writeString(InstalledPlugins.directory(data), "not a directory");
        Map<Path, String> troubles = plugins.settle();
        assertTrue(troubles.get(file).startsWith("the installed plugins in " + file + " could not be set in order"),
                troubles::toString);
        assertEquals(List.of(), plugins.everywhere());
    }

    @Test
    void whoeverHangsWithThemIsNotWaitedForWithoutEnd() throws IOException {
        install("1", false);
        Path file = InstalledPlugins.directory(data);
        try (FileChannel lock = FileChannel.open(file.resolve(".lock"), StandardOpenOption.WRITE)) {
            lock.lock();
            InstalledPlugins impatient = new InstalledPlugins(data, List.of(), Duration.ofMillis(1), path -> {});
            assertTrue(impatient.settle().get(file).contains("somebody else has been changing them"));
            assertEquals(List.of(file), impatient.everywhere());
        }
    }

    @Test
    void whatTheNextStartWillFindIsKnownBefore() throws IOException {
        assertEquals(List.of(), plugins.upcoming());
        install("1", false);
        assertEquals(List.of(place()), plugins.upcoming());
        install("2", true);
        assertEquals(List.of(place().resolveSibling(".next").resolve("small")), plugins.upcoming());
        plugins.remove("small");
        assertEquals(List.of(), plugins.upcoming());
        plugins.settle();
        assertEquals(List.of(), plugins.upcoming());
    }

    @Test
    void aPluginIsOnTheDiskBeforeItIsInItsPlace() throws IOException {
        List<String> kept = new ArrayList<>();
        plugins = new InstalledPlugins(data, List.of(), Duration.ofSeconds(1), path -> kept.add(
                data.relativize(path.normalize()) + (Files.exists(place()) ? " after" : " before")));
        install("1", false);
        assertEquals(Set.of("", "installed-plugins", "installed-plugins/.work/small",
                "installed-plugins/.work/small/plugin.properties", "installed-plugins/.work/small/small.jar"),
                kept.stream().filter(each -> each.endsWith(" before")).map(each -> each.replace(" before", ""))
                        .collect(Collectors.toSet()));
        assertTrue(kept.contains("installed-plugins after"), kept::toString);
        kept.clear();
        install("2", true);
        assertTrue(kept.contains("installed-plugins/.work/small/small.jar after"), kept::toString);
        assertTrue(kept.contains("installed-plugins/.next after"), kept::toString);
        kept.clear();
        plugins.remove("small");
        assertEquals(List.of("installed-plugins/.removed after"), kept);
    }

    @Test
    void aStartTidiesUpWhatWasCutShort() throws IOException {
        Files.createDirectories(InstalledPlugins.directory(data).resolve(".work/content"));
        Files.write(InstalledPlugins.directory(data).resolve(".work/content/plugin.properties"),
                descriptor("small", "1"));
        plugins.settle();
        assertEquals(List.of(), files());
    }
}
