package dev.brood.cli.copy.file;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// Times of files, as far as the JDK can set them: it counts nanoseconds from 1970 in a `long`, and
/// before 1970 only whole seconds reach the file system.
public final class Times {
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private Times() {}

    /// Returns the nearest time that can be set.
    ///
    /// @param time any time
    /// @return the same for all but the oddest
    public static FileTime settable(FileTime time) {
        long nanos = time.to(TimeUnit.NANOSECONDS);
        if (nanos < 0) {
            return FileTime.from(Math.floorDiv(nanos, NANOS_A_SECOND), TimeUnit.SECONDS);
        }
        return nanos == Long.MAX_VALUE ? FileTime.from(nanos, TimeUnit.NANOSECONDS) : time;
    }

    /// Returns whether a copy made of a file with one time has the other.
    ///
    /// @param source the original's time
    /// @param target the copy's time
    /// @param toleranceNanos how coarsely the copy's file system keeps times
    /// @return true if the copy need not be made again for it
    public static boolean same(FileTime source, FileTime target, long toleranceNanos) {
        if (source.equals(target)) {
            return true;
        }
        Instant wanted = settable(source).toInstant();
        Instant found = settable(target).toInstant();
        return wanted.equals(found)
                || (toleranceNanos > 0
                        && !found.isBefore(wanted.minusNanos(toleranceNanos))
                        && !found.isAfter(wanted.plusNanos(toleranceNanos)));
    }
}
