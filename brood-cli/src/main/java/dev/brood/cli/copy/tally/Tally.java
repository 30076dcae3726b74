package dev.brood.cli.copy.tally;

import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts what is known, done, skipped and failed. Any thread may tell and ask.
public final class Tally {
    private final CopyLog log;
    private final long startNanos = System.nanoTime();
    private final List<Failure> failures = new ArrayList<>();
    private final Set<Long> dead = new HashSet<>();
    private long filesKnown;
    private long bytesKnown;
    private long filesDone;
    private long bytesDone;
    private long filesCopied;
    private long bytesCopied;
    private long skipped;
    private long folders;
    private boolean scanning = true;

    /// Makes a count of nothing.
    ///
    /// @param log hears of each file
    public Tally(CopyLog log) {
        this.log = log;
    }

    /// A file or link was found that is to be copied.
    ///
    /// @param bytes its size
    public synchronized void found(long bytes) {
        filesKnown++;
        bytesKnown += bytes;
    }

    /// A file was found that is left as it is.
    ///
    /// @param target the file of the destination
    /// @param bytes its size
    public void skipped(String target, long bytes) {
        synchronized (this) {
            filesKnown++;
            bytesKnown += bytes;
            filesDone++;
            bytesDone += bytes;
            skipped++;
        }
        log.skipped(target);
    }

    /// A folder was made.
    ///
    /// @param target the folder
    public void folder(String target) {
        synchronized (this) {
            folders++;
        }
        log.folder(target);
    }

    /// Nothing more will be found.
    public synchronized void scanned() {
        scanning = false;
    }

    /// Something failed that was not counted as found before.
    ///
    /// @param path the source
    /// @param reason why
    public void failed(String path, String reason) {
        synchronized (this) {
            filesKnown++;
            filesDone++;
        }
        fail(path, reason);
    }

    /// Something failed beside the files: the attributes of a folder, say.
    ///
    /// @param path the source
    /// @param reason why
    public void fail(String path, String reason) {
        Failure failure = new Failure(PathText.printable(path), PathText.printable(reason));
        synchronized (this) {
            failures.add(failure);
        }
        log.failed(failure);
    }

    /// Files or links that were found have been dealt with.
    ///
    /// @param sources what was to be copied
    /// @param targets the final paths, in the same order
    /// @param sizes their sizes, in the same order
    /// @param reasons why some failed, as [dev.brood.cli.copy.file.FileCopier#copyAll] returns it
    public void done(String[] sources, String[] targets, long[] sizes, @Nullable String[] reasons) {
        int failed = 0;
        long bytes = 0;
        long bytesFailed = 0;
        for (int i = 0; i < sources.length; i++) {
            bytes += sizes[i];
            String reason = reasons.length == 0 ? null : reasons[i];
            if (reason != null) {
                failed++;
                bytesFailed += sizes[i];
                fail(sources[i], reason);
            } else if (log.wantsFiles()) {
                log.copied(sources[i], targets[i]);
            }
        }
        synchronized (this) {
            filesDone += sources.length;
            bytesDone += bytes;
            filesCopied += sources.length - failed;
            bytesCopied += bytes - bytesFailed;
        }
    }

    /// A worker died.
    ///
    /// @param pid its process id
    public synchronized void workerDied(long pid) {
        dead.add(pid);
    }

    /// Returns how far the run is.
    ///
    /// @param bytesUnderWay what was written of files not done yet
    /// @return a snapshot
    public synchronized Progress progress(long bytesUnderWay) {
        return new Progress(
                filesDone,
                filesKnown,
                Math.min(bytesKnown, bytesDone + bytesUnderWay),
                bytesKnown,
                failures.size(),
                scanning);
    }

    /// Returns what has been done so far.
    ///
    /// @param workers how many were used
    /// @param dryRun whether nothing was written
    /// @param interrupted whether it was stopped
    /// @return a snapshot
    public synchronized Summary summary(int workers, boolean dryRun, boolean interrupted) {
        return new Summary(
                filesCopied,
                bytesCopied,
                folders,
                skipped,
                List.copyOf(failures),
                System.nanoTime() - startNanos,
                workers,
                dead.size(),
                dryRun,
                interrupted);
    }
}
