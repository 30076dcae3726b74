package dev.brood.bench;

/// What the command tells the shell, as the other commands of `brood` do.
final class ExitCode {
    /// All was measured, whatever came out.
    static final int OK = 0;

    /// Something could not be measured; the rest was.
    static final int FAILED = 1;

    /// The command line makes no sense; nothing was measured.
    static final int USAGE = 2;

    private ExitCode() {}
}
