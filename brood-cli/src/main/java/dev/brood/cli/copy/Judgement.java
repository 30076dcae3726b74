package dev.brood.cli.copy;

import dev.brood.cli.copy.file.Times;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// Decides what becomes of a file that exists in the destination.
final class Judgement {
    private static final long COARSE_NANOS = 2_000_000_000L;

    private final Overwrite overwrite;
    private final long toleranceNanos;

    /// Makes a judge.
    ///
    /// @param overwrite the rule
    /// @param toleranceNanos how coarsely the destination keeps times
    Judgement(Overwrite overwrite, long toleranceNanos) {
        this.overwrite = overwrite;
        this.toleranceNanos = toleranceNanos;
    }

    /// What is to be done.
    enum Verdict {
        /// Copy it over what is there.
        COPY,
        /// Leave what is there.
        SKIP,
        /// What is there is not a file and can't be replaced by one.
        CONFLICT
    }

    /// Returns how coarsely a file system keeps times.
    ///
    /// @param existing a path on it
    /// @return 2 seconds for the family of FAT, as removable disks have it, and 0 for all others
    static long toleranceNanos(Path existing) throws IOException {
        FileStore store = Files.getFileStore(existing);
        return switch (store.type()) {
            case "vfat", "msdos", "exfat", "fat", "fat32", "FAT", "FAT32", "exFAT" -> COARSE_NANOS;
            default -> 0;
        };
    }

    /// Judges one file.
    ///
    /// @param source the file to copy, a regular one or a link
    /// @param sourceAttributes its attributes
    /// @param target what is there
    /// @param targetAttributes its attributes, links not followed
    Verdict judge(
            Path source,
            BasicFileAttributes sourceAttributes,
            Path target,
            BasicFileAttributes targetAttributes)
            throws IOException {
        if (targetAttributes.isDirectory() || targetAttributes.isOther()) {
            return Verdict.CONFLICT;
        }
        FileTime sourceTime = sourceAttributes.lastModifiedTime();
        FileTime targetTime = targetAttributes.lastModifiedTime();
        boolean copy =
                switch (overwrite) {
                    case NEVER -> false;
                    case ALWAYS -> true;
                    case OLDER ->
                            targetTime.compareTo(sourceTime) < 0
                                    && !Times.same(sourceTime, targetTime, toleranceNanos);
                    case DIFFERENT ->
                            !Times.same(sourceTime, targetTime, toleranceNanos)
                                    || differs(source, sourceAttributes, target, targetAttributes);
                };
        return copy ? Verdict.COPY : Verdict.SKIP;
    }

    private static boolean differs(
            Path source, BasicFileAttributes sourceIs, Path target, BasicFileAttributes targetIs)
            throws IOException {
        if (sourceIs.isSymbolicLink() != targetIs.isSymbolicLink()) {
            return true;
        }
        return sourceIs.isSymbolicLink()
                ? !Files.readSymbolicLink(source).equals(Files.readSymbolicLink(target))
                : sourceIs.size() != targetIs.size();
    }
}
