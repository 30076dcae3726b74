package dev.brood.cli.copy.dispatch;

import java.util.ArrayList;
import java.util.List;

/// Puts files together into batches: small ones by the dozen, so that handing out costs little, and
/// large ones alone, so that they can be handed out first. Used by one thread.
public final class Batcher implements FileSink {
    /// Files from this size on go alone: copying one takes about as long as a batch of small ones.
    static final long LARGE = 4L << 20;

    private static final int MOST_FILES = 64;
    private static final int FEW_FILES = 8;

    private final Dispatcher dispatcher;
    private final Open files = new Open(false);
    private final Open links = new Open(true);

    /// Makes a batcher.
    ///
    /// @param dispatcher gets the batches
    public Batcher(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public boolean isStopped() {
        return dispatcher.isStopped();
    }

    @Override
    public void add(boolean link, String source, String target, long size)
            throws InterruptedException {
        if (size >= LARGE) {
            Open alone = new Open(false);
            alone.add(source, target, size);
            dispatcher.add(alone.close());
            return;
        }
        Open open = link ? links : files;
        open.add(source, target, size);
        if (open.sources.size() >= MOST_FILES
                || open.bytes >= LARGE
                || (open.sources.size() >= FEW_FILES && dispatcher.isHungry())) {
            dispatcher.add(open.close());
        }
    }

    /// Hands out what is left.
    ///
    /// @throws InterruptedException if interrupted meanwhile
    public void flush() throws InterruptedException {
        for (Open open : List.of(files, links)) {
            if (!open.sources.isEmpty()) {
                dispatcher.add(open.close());
            }
        }
    }

    private static final class Open {
        final boolean link;
        final List<String> sources = new ArrayList<>(MOST_FILES);
        final List<String> targets = new ArrayList<>(MOST_FILES);
        final long[] sizes = new long[MOST_FILES];
        long bytes;

        Open(boolean link) {
            this.link = link;
        }

        void add(String source, String target, long size) {
            sizes[sources.size()] = size;
            sources.add(source);
            targets.add(target);
            bytes += size;
        }

        Batch close() {
            Batch batch =
                    new Batch(
                            link,
                            sources.toArray(new String[0]),
                            targets.toArray(new String[0]),
                            java.util.Arrays.copyOf(sizes, sources.size()),
                            0);
            sources.clear();
            targets.clear();
            bytes = 0;
            return batch;
        }
    }
}
