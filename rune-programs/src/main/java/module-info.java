/**
 * What a runner plugin needs whose instances are programs on this host: they outlive the daemon and are found again, their
 * ends and their output are kept. A plugin brings this library along in its folder and says only what to run.
 */
module dev.rune.programs {
    requires transitive dev.rune.kernel;

    exports dev.rune.programs;
}
