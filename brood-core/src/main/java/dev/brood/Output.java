package dev.brood;

import java.nio.file.Path;

/// Where what a child prints goes.
public sealed interface Output {

    /// To where this process's own stream goes. A child writes its standard output there directly,
    /// except where `System.out` has been replaced in this process (a test runner does that): then
    /// whole lines are passed on through the replacement. Its standard error always comes through
    /// this process in whole lines, so that the last of them can be told with its death. What the
    /// Java code of a pool's worker prints comes with the pool's results instead, in whole lines.
    record Inherit() implements Output {}

    /// Nowhere.
    record Discard() implements Output {}

    /// To a listener in this process.
    ///
    /// @param listener gets each line
    record Lines(Listener listener) implements Output {}

    /// To a file.
    ///
    /// @param file its path, absolute or relative to this process's directory
    /// @param append true to add to what is there, false to begin it anew
    record ToFile(Path file, boolean append) implements Output {}

    /// Gets the lines a child prints, in order, from a thread of Brood's own. What it throws is
    /// reported to the thread's uncaught-exception handler and hurts nothing else.
    @FunctionalInterface
    interface Listener {
        /// Receives one line.
        ///
        /// @param child the name of the child
        /// @param line the line without its end
        void line(String child, String line);
    }

    /// Returns the default: what a child prints goes where this process's own output goes.
    ///
    /// @return an output
    static Output inherit() {
        return new Inherit();
    }

    /// Returns an output that throws everything away.
    ///
    /// @return an output
    static Output discard() {
        return new Discard();
    }

    /// Returns an output that hands each line to a listener.
    ///
    /// @param listener gets each line, from one thread per child and stream
    /// @return an output
    static Output lines(Listener listener) {
        return new Lines(listener);
    }

    /// Returns an output into a file that is begun anew.
    ///
    /// @param file its path
    /// @return an output
    static Output toFile(Path file) {
        return new ToFile(file, false);
    }

    /// Returns an output that is added to the end of a file.
    ///
    /// @param file its path
    /// @return an output
    static Output appendTo(Path file) {
        return new ToFile(file, true);
    }
}
