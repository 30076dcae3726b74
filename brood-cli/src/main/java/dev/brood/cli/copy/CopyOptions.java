package dev.brood.cli.copy;

/// How to copy.
///
/// @param workers the largest number of worker processes, at least 1
/// @param overwrite which existing files are replaced
/// @param followLinks whether what a symbolic link leads to is copied, rather than the link
/// @param verify whether each copy is read again and compared with its source
/// @param dryRun whether nothing is written at all
public record CopyOptions(
        int workers, Overwrite overwrite, boolean followLinks, boolean verify, boolean dryRun) {

    /// Checks the number of workers.
    public CopyOptions {
        if (workers < 1) {
            throw new IllegalArgumentException("workers must be at least 1, was " + workers);
        }
    }
}
