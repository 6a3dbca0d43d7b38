/**
 * The runner {@code process}: native processes that outlive the daemon and die as a whole tree when told.
 */
module dev.rune.plugin.process {
    requires dev.rune.kernel;
    requires com.sun.jna;
}
