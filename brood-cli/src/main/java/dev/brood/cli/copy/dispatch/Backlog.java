package dev.brood.cli.copy.dispatch;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/// The batches that wait to be handed out: large files, the largest first, and then the small ones
/// as they were found, folder by folder. Not thread-safe.
final class Backlog {
    /// What creating a file costs, in bytes moved in the same time.
    private static final long BYTES_A_FILE_COSTS = 65_536;

    /// What a waiting file takes of the heap: two paths and a little.
    private static final long HEAP_A_FILE_TAKES = 1_024;

    private static final int MOST_FILES =
            Math.clamp(Runtime.getRuntime().maxMemory() / 4 / HEAP_A_FILE_TAKES, 10_000, 1_000_000);

    private final PriorityQueue<Batch> large =
            new PriorityQueue<>(Comparator.comparingLong(Batch::bytes).reversed());
    private final Deque<Batch> small = new ArrayDeque<>();
    private int files;
    private long work;

    void add(Batch batch) {
        files += batch.files();
        work += workOf(batch);
        if (batch.isLarge()) {
            large.add(batch);
        } else {
            small.add(batch);
        }
    }

    /// Adds batches that are to go before all others of their kind.
    void addFirst(List<Batch> batches) {
        for (Batch batch : batches) {
            add(batch);
            if (!batch.isLarge()) {
                small.addFirst(small.removeLast());
            }
        }
    }

    /// Takes the next, or null if there is none.
    @Nullable Batch poll() {
        return taken(large.isEmpty() ? small.poll() : large.poll());
    }

    /// Takes the next of the small ones, or null if there is none.
    @Nullable Batch pollSmall() {
        return taken(small.poll());
    }

    private @Nullable Batch taken(@Nullable Batch batch) {
        if (batch != null) {
            files -= batch.files();
            work -= workOf(batch);
        }
        return batch;
    }

    private static long workOf(Batch batch) {
        return batch.bytes() + batch.files() * BYTES_A_FILE_COSTS;
    }

    boolean isEmpty() {
        return files == 0;
    }

    /// Returns the number of batches.
    int size() {
        return large.size() + small.size();
    }

    /// Returns whether so many files wait that more would endanger the heap.
    boolean isFull() {
        return files >= MOST_FILES;
    }

    /// Returns how much there is to do, in bytes, what it costs to create files included.
    long work() {
        return work;
    }
}
