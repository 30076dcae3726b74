package dev.brood.cli;

/// What the commands tell the shell.
final class ExitCode {
    /// All was done.
    static final int OK = 0;

    /// Something failed; the rest was done.
    static final int FAILED = 1;

    /// The command line makes no sense; nothing was done.
    static final int USAGE = 2;

    /// Some wait for each other for ever.
    static final int DEADLOCK = 3;

    /// Some may wait for each other for ever.
    static final int POSSIBLE_DEADLOCK = 4;

    /// Stopped by Ctrl-C, as the shell has it: 128 and the number of the signal.
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
