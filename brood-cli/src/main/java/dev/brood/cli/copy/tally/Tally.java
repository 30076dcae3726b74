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

    /// Tells the log what became of files or links that were found. They count as done by [#done]
    /// only, which calls nobody and so can be part of a larger step.
    ///
    /// @param sources what was to be copied
    /// @param targets the final paths, in the same order
    /// @param reasons why some failed, as [dev.brood.cli.copy.file.FileCopier#copyAll] returns it
    public void tell(String[] sources, String[] targets, @Nullable String[] reasons) {
        for (int i = 0; i < sources.length; i++) {
            String reason = reasons.length == 0 ? null : reasons[i];
            if (reason != null) {
                fail(sources[i], reason);
            } else if (log.wantsFiles()) {
                log.copied(sources[i], targets[i]);
            }
        }
    }

    /// Files or links that were found have been dealt with.
    ///
    /// @param sizes their sizes
    /// @param reasons why some failed, as [dev.brood.cli.copy.file.FileCopier#copyAll] returns it
    public synchronized void done(long[] sizes, @Nullable String[] reasons) {
        filesDone += sizes.length;
        for (int i = 0; i < sizes.length; i++) {
            bytesDone += sizes[i];
            if (reasons.length == 0 || reasons[i] == null) {
                filesCopied++;
                bytesCopied += sizes[i];
            }
        }
    }

    /// A worker died.
    ///
    /// @param pid its process id
    public synchronized void workerDied(long pid) {
        dead.add(pid);
    }

    /// Returns how far the run is, not counting what is written of files half done.
    ///
    /// @return a snapshot
    public synchronized Progress progress() {
        return new Progress(
                filesDone, filesKnown, bytesDone, bytesKnown, failures.size(), scanning);
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
