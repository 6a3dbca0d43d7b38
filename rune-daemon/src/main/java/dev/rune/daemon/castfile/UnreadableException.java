package dev.rune.daemon.castfile;

import dev.rune.kernel.section.Finding;

/** Ends the reading of one file at a fault that nothing can be read beyond. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    UnreadableException(Finding finding) {
        super(finding.message());
        this.finding = finding;
    }

    Finding finding() {
        return finding;
    }
}
