package dev.brood.local.process;

import dev.brood.BroodProvider;
import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;

/// Reaches the one thing in a [ChildProcess] that an engine may set. A provider in name only,
/// because providers may.
abstract class Binding extends BroodProvider {
    private Binding() {}

    /// Ties a process object to its control.
    ///
    /// @throws IllegalStateException if it was tied before
    static void tie(ChildProcess process, ChildProcess.Control control, ProcessOptions options) {
        bind(process, control, options);
    }
}
