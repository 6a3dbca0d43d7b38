/**
 * The runner {@code process}: native processes that outlive the daemon and die as a whole tree when told.
 *
 * <p>A small native program, {@code rune-shim}, lies beside this module. One of it serves the runner and starts a shim
 * for each instance; that one belongs to init, waits for the instance's main process, writes down how it ended and kills
 * what is left of its tree. So nothing here is needed for an instance to live, and nothing of it is lost with the daemon.
 */
module dev.rune.plugin.process {
    requires dev.rune.kernel;
    requires com.sun.jna;

    provides dev.rune.kernel.spi.runner.RunnerProvider with dev.rune.plugin.process.ProcessRunnerProvider;
}
