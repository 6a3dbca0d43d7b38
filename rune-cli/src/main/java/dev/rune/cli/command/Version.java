package dev.rune.cli.command;

/** The version of this client. */
final class Version {
    private Version() {}

    static String own() {
        Module module = Version.class.getModule();
        return module.isNamed() ? module.getDescriptor().rawVersion().orElse("unknown") : "unknown";
    }
}
