package dev.brood.cli.copy;

import dev.brood.cli.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Counts what is known, done, skipped and failed. Any thread may tell and ask.
final class Tally {
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
    Tally(CopyLog log) {
        this.log = log;
    }

    /// A file or link was found that is to be copied.
    synchronized void found(long bytes) {
        filesKnown++;
        bytesKnown += bytes;
    }

    /// A file was found that is left as it is.
    void skipped(String target, long bytes) {
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
    void folder(String target) {
        synchronized (this) {
            folders++;
        }
        log.folder(target);
    }

    /// Nothing more will be found.
    synchronized void scanned() {
        scanning = false;
    }

    /// Something failed that was not counted as found before.
    void failed(String path, String reason) {
        synchronized (this) {
            filesKnown++;
            filesDone++;
        }
        fail(path, reason);
    }

    /// Something failed beside the files: the attributes of a folder, say.
    void fail(String path, String reason) {
        Failure failure = new Failure(PathText.printable(path), PathText.printable(reason));
        synchronized (this) {
            failures.add(failure);
        }
        log.failed(failure);
    }

    /// A batch has been dealt with.
    ///
    /// @param batch the batch
    /// @param reasons why files of it failed, as [FileCopier#copyAll] returns them
    void done(Batch batch, @Nullable String[] reasons) {
        long bytesFailed = 0;
        int filesFailed = 0;
        for (int i = 0; i < reasons.length; i++) {
            String reason = reasons[i];
            if (reason != null) {
                filesFailed++;
                bytesFailed += batch.sizes()[i];
                fail(batch.sources()[i], reason);
            }
        }
        long bytes = batch.bytes();
        synchronized (this) {
            filesDone += batch.files();
            bytesDone += bytes;
            filesCopied += batch.files() - filesFailed;
            bytesCopied += bytes - bytesFailed;
        }
        for (int i = 0; log.wantsFiles() && i < batch.files(); i++) {
            if (reasons.length == 0 || reasons[i] == null) {
                log.copied(batch.sources()[i], batch.targets()[i]);
            }
        }
    }

    /// A worker died.
    synchronized void workerDied(long pid) {
        dead.add(pid);
    }

    /// Returns how far the run is.
    ///
    /// @param bytesUnderWay what was written of files not done yet
    synchronized Progress progress(long bytesUnderWay) {
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
    synchronized Summary summary(int workers, boolean dryRun, boolean interrupted) {
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
