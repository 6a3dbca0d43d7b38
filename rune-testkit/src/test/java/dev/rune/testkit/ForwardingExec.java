package dev.rune.testkit;

import dev.rune.kernel.spi.runner.ExecSession;
import dev.rune.kernel.spi.runner.TerminalSize;
import dev.rune.kernel.status.Exit;
import java.io.InputStream;
import java.io.OutputStream;

/** A session that does what another does, but for what a subclass breaks. */
class ForwardingExec implements ExecSession {
    final ExecSession inner;

    ForwardingExec(ExecSession inner) {
        this.inner = inner;
    }

    @Override
    public OutputStream stdin() {
        return inner.stdin();
    }

    @Override
    public InputStream stdout() {
        return inner.stdout();
    }

    @Override
    public InputStream stderr() {
        return inner.stderr();
    }

    @Override
    public void resize(TerminalSize size) {
        inner.resize(size);
    }

    @Override
    public Exit waitFor() throws InterruptedException {
        return inner.waitFor();
    }

    @Override
    public void close() {
        inner.close();
    }
}
