package dev.brood.cli.copy.tally;

import java.util.List;

/// What a run did.
///
/// @param files files and links copied, or that would be in a dry run
/// @param bytes their bytes
/// @param folders folders made, or that would be
/// @param skipped files left as they were
/// @param failures what was not copied, in the order it was found
/// @param nanos how long it took
/// @param workers how many worker processes it could use; 0 if there was too little to do for them
/// @param restarts workers that died and were replaced
/// @param dryRun whether nothing was written
/// @param interrupted whether it was stopped before the end
public record Summary(
        long files,
        long bytes,
        long folders,
        long skipped,
        List<Failure> failures,
        long nanos,
        int workers,
        int restarts,
        boolean dryRun,
        boolean interrupted) {

    /// Returns how fast it went.
    ///
    /// @return bytes per second
    public double bytesPerSecond() {
        return nanos <= 0 ? 0 : bytes / (nanos / 1e9);
    }
}
