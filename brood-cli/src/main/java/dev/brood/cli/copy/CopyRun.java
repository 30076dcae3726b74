package dev.brood.cli.copy;

import dev.brood.cli.copy.dispatch.Batcher;
import dev.brood.cli.copy.dispatch.Dispatcher;
import dev.brood.cli.copy.dispatch.FileSink;
import dev.brood.cli.copy.dispatch.PoolWorkers;
import dev.brood.cli.copy.dispatch.Workers;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.Owners;
import dev.brood.cli.copy.file.TempNames;
import dev.brood.cli.copy.tally.CopyLog;
import dev.brood.cli.copy.tally.Summary;
import dev.brood.cli.copy.tally.Tally;
import dev.brood.cli.progress.Progress;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// One run of the copier. [#run()] does it all; meanwhile other threads may ask for [#progress()]
/// or [#interrupt()] it.
public final class CopyRun {
    private static final @Nullable String[] ALL_WELL = {};
    private static final long LAST_WORDS_MILLIS = 500;

    private final List<Root> roots;
    private final CopyOptions options;
    private final Tally tally;
    private final Folders folders;
    private final Dispatcher dispatcher;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean over;

    private CopyRun(
            List<Root> roots, CopyOptions options, CopyLog log, IntFunction<Workers> opener) {
        this.roots = roots;
        this.options = options;
        tally = new Tally(log);
        String token = TempNames.token();
        boolean ownersKept = options.dryRun() || Owners.areKept(folder(roots.getFirst()), token);
        CopyMode mode =
                new CopyMode(false, options.followLinks(), options.verify(), ownersKept, token);
        folders = new Folders(mode);
        dispatcher = new Dispatcher(mode, tally, log, options.workers(), opener);
    }

    /// Prepares a run; nothing is written yet.
    ///
    /// @param sources what to copy, as typed
    /// @param destination where to, as typed
    /// @param options how
    /// @param log hears of each file
    /// @return a run to be run once
    /// @throws RefusedException if the arguments make no sense; the message says why
    public static CopyRun prepare(
            List<String> sources, String destination, CopyOptions options, CopyLog log)
            throws RefusedException {
        return prepare(sources, destination, options, log, PoolWorkers::open);
    }

    static CopyRun prepare(
            List<String> sources,
            String destination,
            CopyOptions options,
            CopyLog log,
            IntFunction<Workers> opener)
            throws RefusedException {
        List<Root> roots = Roots.of(sources, destination, options.followLinks());
        return new CopyRun(roots, options, log, opener);
    }

    /// Copies everything and returns when that is done, or when the run was interrupted.
    ///
    /// @return what was done; its failures do not keep the rest from being copied
    public Summary run() {
        boolean interrupted = false;
        try {
            scan();
            dispatcher.finish();
            dispatcher.release();
            synchronized (this) {
                interrupted = over;
                over = true;
            }
            if (!interrupted) {
                folders.finish(tally);
            }
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            ended.countDown();
        }
        return tally.summary(dispatcher.workersUsed(), options.dryRun(), interrupted);
    }

    private void scan() throws InterruptedException {
        Batcher batcher = new Batcher(dispatcher);
        FileSink sink = options.dryRun() ? new DryRun() : batcher;
        for (Root root : roots) {
            Judgement judgement = new Judgement(options.overwrite(), tolerance(root));
            if (!options.dryRun()) {
                sweep(folder(root));
            }
            new TreeScan(root, options, judgement, folders, sink, tally).walk();
        }
        tally.scanned();
        batcher.flush();
    }

    private static long tolerance(Root root) {
        try {
            return root.exists() ? Judgement.toleranceNanos(root.target()) : 0;
        } catch (IOException _) {
            return 0; // the worst that can come of it is a file copied that need not be
        }
    }

    private static Path folder(Root root) {
        Path parent = root.target().toAbsolutePath().getParent();
        return parent == null ? root.target() : parent;
    }

    /// Removes what dead runs left beside a source's copy; the scan does so in the folders it
    /// enters.
    private static void sweep(Path folder) {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        folder, entry -> TempNames.isStale(String.valueOf(entry.getFileName())))) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry)) {
                    Files.deleteIfExists(entry);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException _) {
            // Tidying up for others is a courtesy; it must not keep this run from its work.
        }
    }

    /// Counts what would be copied.
    private final class DryRun implements FileSink {
        @Override
        public boolean isStopped() {
            return dispatcher.isStopped();
        }

        @Override
        public void add(boolean link, String source, String target, long size) {
            tally.tell(new String[] {source}, new String[] {target}, ALL_WELL);
            tally.done(new long[] {size}, ALL_WELL);
        }
    }

    /// Returns how far the run is. From one call to the next no figure gets smaller, and what is
    /// done is never more than the total.
    ///
    /// @return a snapshot
    public Progress progress() {
        return dispatcher.progress();
    }

    /// Stops the run at once: kills the workers, removes every half-written file, gives the folders
    /// made so far their times. Returns within about a second. If the run has ended by itself,
    /// waits a moment for its last words instead.
    ///
    /// @return what was done until then, or null if the run had ended
    public @Nullable Summary interrupt() {
        boolean late;
        synchronized (this) {
            late = over;
            over = true;
        }
        try {
            if (late) {
                boolean _ = ended.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
                return null;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        dispatcher.stop();
        folders.finish(tally);
        return tally.summary(dispatcher.workersUsed(), options.dryRun(), true);
    }

    /// Waits until the workers are gone.
    public void close() {
        dispatcher.close();
    }
}
