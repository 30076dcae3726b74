package dev.brood;

import java.io.Serializable;

/// How a process ended: by an exit code or by a signal.
///
/// `java.lang.Process` folds a signal into `128 + n`, so that `exit(137)` and `kill -9` look alike;
/// Brood keeps them apart by a mark that a child leaves on an orderly exit.
public sealed interface ExitStatus extends Serializable {

    /// An orderly exit.
    ///
    /// @param code what the process gave to `exit`, 0 for success
    record Exited(int code) implements ExitStatus {}

    /// Ended by a signal.
    ///
    /// @param signal the signal's number, as in POSIX: 9 for SIGKILL, 15 for SIGTERM
    record Signaled(int signal) implements ExitStatus {}

    /// Returns the code in the convention of CPython's `exitcode`: the exit code, or the negated
    /// number of the signal.
    ///
    /// @return for instance 0, 1 or -9
    default int code() {
        return switch (this) {
            case Exited(int code) -> code;
            case Signaled(int signal) -> -signal;
        };
    }

    /// Returns whether the process ended with code 0.
    ///
    /// @return true for `Exited(0)`
    default boolean isSuccess() {
        return this instanceof Exited(int code) && code == 0;
    }

    /// Returns the end in words, to follow a process's name in a sentence.
    ///
    /// @return for instance `exited with code 3` or `was killed by signal 9 (SIGKILL)`
    default String describe() {
        return switch (this) {
            case Exited(int code) -> "exited with code " + code;
            case Signaled(int signal) ->
                    "was killed by signal " + signal + " (" + signalName(signal) + ")";
        };
    }

    /// Returns the name of a signal.
    ///
    /// @param signal its number on Linux
    /// @return for instance `SIGTERM`, or `SIG` and the number where it has no name
    static String signalName(int signal) {
        return switch (signal) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL";
            case 5 -> "SIGTRAP";
            case 6 -> "SIGABRT";
            case 7 -> "SIGBUS";
            case 8 -> "SIGFPE";
            case 9 -> "SIGKILL";
            case 10 -> "SIGUSR1";
            case 11 -> "SIGSEGV";
            case 12 -> "SIGUSR2";
            case 13 -> "SIGPIPE";
            case 14 -> "SIGALRM";
            case 15 -> "SIGTERM";
            case 24 -> "SIGXCPU";
            case 25 -> "SIGXFSZ";
            case 31 -> "SIGSYS";
            default -> "SIG" + signal;
        };
    }
}
