package dev.rune.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** supervisord, with programs added to its configuration and taken over by {@code supervisorctl update}. */
final class Supervisord implements Peer {
    private final Shell shell;
    private final Path configuration;
    private final StringBuilder programs = new StringBuilder();
    private Process daemon;
    private int count;

    Supervisord(Path folder) {
        this.shell = new Shell(folder, Map.of());
        this.configuration = folder.resolve("supervisord.conf");
    }

    @Override
    public void start() {
        configure();
        daemon = shell.start(List.of("supervisord", "-n", "-c", configuration.toString()));
        while (!shell.succeeds("supervisorctl", "-c", configuration.toString(), "pid")) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void up(List<String> command, int copies) {
        count++;
        programs.append("""
                [program:p%d]
                command=%s
                numprocs=%d
                process_name=%%(program_name)s-%%(process_num)d
                startsecs=0
                stdout_logfile=%s/p%d-%%(process_num)d.log
                stdout_logfile_maxbytes=1GB
                """.formatted(count, String.join(" ", command), copies, shell.folder(), count));
        configure();
        shell.run("supervisorctl", "-c", configuration.toString(), "update");
    }

    @Override
    public String lastLine() {
        return Text.lastLine(shell.folder().resolve("p1-0.log"));
    }

    @Override
    public Set<Long> own() {
        return Set.of(daemon.pid());
    }

    @Override
    public void close() {
        shell.succeeds("supervisorctl", "-c", configuration.toString(), "shutdown");
        daemon.destroy();
    }

    private void configure() {
        Text.write(configuration, """
                [supervisord]
                nodaemon=true
                minfds=4096
                logfile=%1$s/supervisord.log
                pidfile=%1$s/supervisord.pid
                [unix_http_server]
                file=%1$s/supervisor.sock
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                [supervisorctl]
                serverurl=unix://%1$s/supervisor.sock
                """.formatted(shell.folder()) + programs);
    }
}
