package dev.brood.cli.progress;

/// How far a job over files is, at one moment.
///
/// @param filesDone files dealt with, failed ones among them
/// @param filesTotal files known so far
/// @param bytesDone bytes dealt with, those of files half done among them
/// @param bytesTotal bytes known so far
/// @param failures files that failed
/// @param growing whether the totals may still grow, because the search for files goes on
public record Progress(
        long filesDone,
        long filesTotal,
        long bytesDone,
        long bytesTotal,
        long failures,
        boolean growing) {

    /// What a small file costs beyond its bytes, measured with copies in memory: creating it takes
    /// about as long as moving 64 kB.
    private static final double BYTES_A_FILE_COSTS = 65_536;

    /// Returns the same with another number of bytes done.
    ///
    /// @param bytes the number
    /// @return a progress that differs at most in that
    public Progress withBytesDone(long bytes) {
        return new Progress(filesDone, filesTotal, bytes, bytesTotal, failures, growing);
    }

    /// Returns what was done in units in which small and large files take equally long.
    double workDone() {
        return bytesDone + filesDone * BYTES_A_FILE_COSTS;
    }

    /// Returns what is to do in all, in the same units.
    double workTotal() {
        return bytesTotal + filesTotal * BYTES_A_FILE_COSTS;
    }

    /// Returns the part that is done, from 0 to 1.
    double fraction() {
        double total = workTotal();
        return total <= 0 ? 0 : Math.min(1, workDone() / total);
    }
}
