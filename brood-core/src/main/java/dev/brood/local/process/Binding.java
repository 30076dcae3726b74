package dev.brood.local.process;

import dev.brood.BroodProvider;
import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;

/// Reaches the one thing in a [ChildProcess] that an engine may set. A provider in name only,
/// because providers may.
public abstract class Binding extends BroodProvider {
    private Binding() {}

    /// Ties a process object to its control.
    ///
    /// @param process made for this
    /// @param control what its methods do
    /// @param options what it says of itself
    /// @throws IllegalStateException if it was tied before
    public static void tie(
            ChildProcess process, ChildProcess.Control control, ProcessOptions options) {
        bind(process, control, options);
    }
}
