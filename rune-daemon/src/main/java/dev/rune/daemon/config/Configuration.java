package dev.rune.daemon.config;

import dev.rune.daemon.castfile.CastSource;
import dev.rune.daemon.castfile.YamlReader;
import dev.rune.daemon.keys.MasterKeyring;
import dev.rune.daemon.plugin.InstalledPlugins;
import dev.rune.daemon.file.FileFaults;
import dev.rune.kernel.problem.Problem;
import dev.rune.kernel.problem.ProblemCode;
import dev.rune.kernel.problem.ProblemException;
import dev.rune.kernel.section.Finding;
import dev.rune.kernel.section.Mapping;
import dev.rune.kernel.section.Node;
import dev.rune.kernel.section.Position;
import dev.rune.kernel.section.Scalar;
import dev.rune.kernel.section.SectionType;
import dev.rune.kernel.spec.ContentLimits;
import dev.rune.kernel.section.Sequence;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts flags, environment and runefile together and checks the whole as one. */
public final class Configuration {
    private static final SectionType<RuneFile> TYPE = SectionType.of(MethodHandles.lookup(), RuneFile.class);
    private static final Path RUNEFILE = Path.of("/etc/rune/runefile.yaml");

    private final CommandLine line;
    private final Map<String, String> environment;
    private final List<Finding> findings = new ArrayList<>();

    private Configuration(CommandLine line, Map<String, String> environment) {
        this.line = line;
        this.environment = environment;
    }

    /**
     * The settings.
     *
     * @param ownPlugins the distribution's plugins, where there is one
     * @throws ProblemException with every fault, each saying in which file, variable or flag it stands
     */
    public static DaemonSettings read(CommandLine line, Map<String, String> environment, Optional<Path> ownPlugins) {
        return new Configuration(line, environment).read(ownPlugins);
    }

    private DaemonSettings read(Optional<Path> ownPlugins) {
        Mapping whole = overlaid(runefile());
        Optional<RuneFile> file = TYPE.bind(whole, "", findings::add);
        if (!findings.isEmpty()) {
            throw new Problem(ProblemCode.INVALID, "runed is told to run in a way it cannot", findings).toException();
        }
        RuneFile told = file.orElseThrow();
        Path data = told.dataDir().map(Path::of).orElseGet(this::dataDirectory).toAbsolutePath();
        Stream<Path> installed = Stream.of(InstalledPlugins.directory(data)).filter(Files::isDirectory);
        return new DaemonSettings(data,
                told.httpAddr(),
                Stream.of(ownPlugins.stream(), told.pluginDirectories().stream(), installed)
                        .flatMap(directories -> directories).map(Path::toAbsolutePath).toList(),
                told.logLevel(), told.logFormat(), told.tls(), told.forPlugins(), line.says("--stop-with-input"),
                Optional.ofNullable(environment.get(MasterKeyring.VARIABLE)).filter(text -> !text.isEmpty()),
                told.masterKey(), new ContentLimits(told.contentLimits().keys(), told.contentLimits().valueBytes(),
                        told.contentLimits().objectBytes()));
    }

    private Path dataDirectory() {
        if ("root".equals(System.getProperty("user.name"))) {
            return Path.of("/var/lib/rune");
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        return (state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state))
                .resolve("rune");
    }

    private Mapping runefile() {
        Optional<String> named = line.config().or(() -> Optional.ofNullable(environment.get("RUNE_CONFIG_FILE")));
        Path path = named.map(Path::of).orElse(RUNEFILE);
        if (named.isEmpty() && !Files.exists(path)) {
            return Mapping.empty();
        }
        try {
            List<Node> documents = YamlReader.documents(CastSource.of(path.toString(), Files.readAllBytes(path)),
                    findings::add);
            documents.stream().skip(1).forEach(second -> findings.add(Finding.of(second.position(), "",
                    "a runefile is one document; this is another one")));
            return switch (documents.isEmpty() ? Mapping.empty() : documents.getFirst()) {
                case Mapping mapping -> mapping;
                case Node other -> {
                    findings.add(Finding.of(other.position(), "", "a runefile holds keys with values"));
                    yield Mapping.empty();
                }
            };
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.INVALID,
                            "the runefile " + path + " cannot be read: " + FileFaults.reason(e)),
                    e);
        }
    }

    /** The runefile with what the environment and the flags say in its place. */
    private Mapping overlaid(Mapping file) {
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        file.entries().forEach(entry -> entries.put(entry.key(), entry));
        for (Setting setting : Setting.all()) {
            said(setting).ifPresent(value -> put(entries, setting.path(), value));
        }
        return new Mapping(entries.values(), file.position());
    }

    private Optional<Node> said(Setting setting) {
        List<String> flag = line.flags().getOrDefault(setting.flag(), List.of());
        if (!flag.isEmpty()) {
            return Optional.of(value(setting, flag, new Position("<" + setting.flag() + ">", 0, 0)));
        }
        return Optional.ofNullable(environment.get(setting.variable())).filter(text -> !text.isEmpty())
                .map(text -> value(setting,
                        setting.equals(Setting.PLUGINS_DIR) ? List.of(text.split(":")) : List.of(text),
                        new Position("<" + setting.variable() + ">", 0, 0)));
    }

    private static Node value(Setting setting, List<String> texts, Position position) {
        List<Scalar> scalars = texts.stream().map(text -> setting.number()
                ? Scalar.plain(text, position)
                : new Scalar(Scalar.Kind.STRING, text, position)).toList();
        return setting.equals(Setting.PLUGINS_DIR) ? new Sequence(scalars, position) : scalars.getFirst();
    }

    private static void put(Map<String, Mapping.Entry> entries, String path, Node value) {
        String[] keys = path.split("\\.", 2);
        if (keys.length == 1) {
            entries.put(path, new Mapping.Entry(path, value.position(), value));
            return;
        }
        Map<String, Mapping.Entry> inner = new LinkedHashMap<>();
        Optional.ofNullable(entries.get(keys[0])).map(Mapping.Entry::value).filter(Mapping.class::isInstance)
                .ifPresent(there -> ((Mapping) there).entries().forEach(entry -> inner.put(entry.key(), entry)));
        put(inner, keys[1], value);
        entries.put(keys[0],
                new Mapping.Entry(keys[0], value.position(), new Mapping(inner.values(), value.position())));
    }
}
