package dev.brood.cli;

import dev.brood.cli.copy.tally.CopyLog;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.progress.Progress;

import java.util.function.Supplier;

/// Tells the user of one run of the copier.
interface CopyReport extends CopyLog, AutoCloseable {

    /// Begins to show progress.
    ///
    /// @param progress tells how far the run is
    void begin(Supplier<Progress> progress);

    /// Tells the end: what failed, and what was done.
    ///
    /// @param summary of the run
    void end(Summary summary);

    /// Ends the showing of progress.
    @Override
    void close();
}
