package dev.brood.local.pool;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.local.channel.Payload;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The outcomes of the items of a batch that a worker has run and not yet sent, in memory that
/// outlives it: when it dies, its pool finds here what it had done.
///
/// ```
///   0        8        16        24
///   +--------+--------+---------+----------------------
///   | task   | first  | length  | entries …
///   +--------+--------+---------+----------------------
/// ```
///
/// Made by the worker when it gets its first batch, written by the worker's thread alone, read by
/// the pool after the worker's death, deleted by the pool. `task` is the number of the batch, 0 for
/// none; `first` is the item of the first entry; the entries are in the order of the items, as
/// [Outcomes] has them, and the first `length` bytes of them count.
///
/// | the worker dies | what the pool finds |
/// |---|---|
/// | beginning a batch: length, first, and task at last | no entries, or another batch's number, which it does not ask for |
/// | writing an entry, beyond length | the entries before; the item is the one that ran |
/// | after length was moved, by one store | the entry too |
/// | sending what is here, before the ring has it | the entries |
/// | after the ring has it, before length is 0 | the entries, and the same ones in the ring: known by their items |
/// | after length is 0, before first is moved | no entries |
/// | after its last message was sent, before task is 0 | what it does not ask for: that batch is in this worker's hand no more |
///
/// All words are written with release, so that none becomes visible before what was written first.
final class Journal implements AutoCloseable {
    static final int CAPACITY = 64 * 1024;

    private static final int TASK = 0;
    private static final int FIRST = 8;
    private static final int LENGTH = 16;
    private static final int ENTRIES = 24;

    private final Segment segment;
    private final MemorySegment memory;
    private int first;
    private int count;
    private int length;

    private Journal(Segment segment) {
        this.segment = segment;
        this.memory = segment.memory();
    }

    /// What a worker has left.
    ///
    /// @param task the number of the batch
    /// @param message entries, as in a message of kind PART
    record Left(long task, Payload message) {}

    /// Makes the journal of this worker.
    ///
    /// @param number names its file
    /// @throws dev.brood.ResourceException if there is no memory for it
    static Journal create(Tree tree, long number) {
        return new Journal(tree.holds(Segment.create(file(tree, number), CAPACITY, CAPACITY)));
    }

    private static Path file(Tree tree, long number) {
        return tree.directory().path().resolve("journal-" + number);
    }

    /// Begins a batch.
    ///
    /// @param item the first item to run
    void begin(long task, int item) {
        restart(item);
        CrashPoint.reach("journal.begun");
        Words.setLongRelease(memory, TASK, task);
    }

    private void restart(int item) {
        length = 0;
        Words.setLongRelease(memory, LENGTH, 0);
        CrashPoint.reach("journal.cleared");
        first = item;
        count = 0;
        Words.setLongRelease(memory, FIRST, item);
    }

    /// Returns whether an entry of so many bytes fits beside those there are.
    boolean hasRoomFor(int bytes) {
        return bytes <= CAPACITY - ENTRIES - length;
    }

    /// Returns the memory, to write an entry to.
    MemorySegment memory() {
        return memory;
    }

    /// Returns where in it the next entry begins.
    long end() {
        return (long) ENTRIES + length;
    }

    /// Has the next item's entry count.
    ///
    /// @param bytes how long it is
    void commit(int bytes) {
        CrashPoint.reach("journal.written");
        length += bytes;
        count++;
        Words.setLongRelease(memory, LENGTH, length);
        CrashPoint.reach("journal.committed");
    }

    /// Returns whether there are no entries.
    boolean isEmpty() {
        return count == 0;
    }

    /// Returns the first item that has an entry.
    int first() {
        return first;
    }

    /// Returns the entries, behind room for a message's header.
    byte[] message() {
        return message(memory, length);
    }

    private static byte[] message(MemorySegment memory, int length) {
        byte[] message = new byte[Messages.RESULT_HEADER + length];
        MemorySegment.copy(memory, JAVA_BYTE, ENTRIES, message, Messages.RESULT_HEADER, length);
        return message;
    }

    /// Forgets the entries, which were sent, and goes on behind them.
    ///
    /// @param next the item that comes next
    void sent(int next) {
        CrashPoint.reach("journal.sent");
        restart(next);
    }

    /// Ends the batch, whose last message was sent: when some of its items run again, and in this
    /// worker, what it has here is not of that run.
    void ended() {
        Words.setLongRelease(memory, TASK, 0);
    }

    /// Returns what a worker has left that has ended.
    ///
    /// @return null if it has never begun a batch
    static @Nullable Left find(Tree tree, long number) {
        try (Segment segment = Segment.open(file(tree, number))) {
            MemorySegment memory = segment.memory();
            if (memory.byteSize() < CAPACITY) {
                return null; // it died making it
            }
            long task = Words.getLongAcquire(memory, TASK);
            int length = (int) Words.getLongAcquire(memory, LENGTH);
            int first = (int) Words.getLongAcquire(memory, FIRST);
            byte[] message = message(memory, length);
            return new Left(task, Messages.outcomes(task, 0, 0, Messages.PART, first, message));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    /// Deletes the file of a worker that has ended.
    static void unlink(Tree tree, long number) {
        Segment.unlink(file(tree, number));
    }

    @Override
    public void close() {
        segment.close();
    }
}
