package dev.brood.local.sync;

import dev.brood.Diagnosis.Access;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.CellView;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.RobustMutex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A lock, or something else that threads wait at, as one sees it who is not of its tree: by reads
/// alone.
///
/// @param cell where it is
/// @param kind what it is
/// @param name its name
/// @param state in a few words
/// @param available how many permits there are to be had, of what has permits; else 0
/// @param holds who holds it
/// @param waiting how many wait
public record ObjectView(
        CellView cell,
        dev.brood.Diagnosis.Kind kind,
        String name,
        String state,
        int available,
        List<Held> holds,
        int waiting) {

    /// How much a process holds.
    ///
    /// @param pid its process id, 0 if it is told by its slot
    /// @param slot its entry in the roster, -1 if it is told by its pid
    /// @param threadId the thread, 0 if that is not known here
    /// @param access how
    /// @param amount how many permits
    public record Held(int pid, int slot, long threadId, Access access, int amount) {}

    /// How often to read again what has changed meanwhile.
    private static final int READS = 16;

    /// Returns all there are in a tree.
    ///
    /// @param arena the tree's
    /// @return a new list
    public static List<ObjectView> all(ArenaView arena) {
        List<ObjectView> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (CellView cell : arena.published(kind.type())) {
                ObjectView view = new Reader(cell).read(kind);
                if (cell.isUnchanged()) {
                    found.add(view);
                }
            }
        }
        return found;
    }

    /// Returns how threads wait for it.
    ///
    /// @param amount how much they want
    /// @return what they wait to do
    public Access accessOf(int amount) {
        return switch (kind) {
            case LOCK -> Access.LOCK;
            case READ_WRITE_LOCK -> access(amount);
            case SEMAPHORE -> Access.PERMITS;
            case CONDITION, EVENT, LATCH, BARRIER -> Access.PASS;
            case PROCESS -> Access.JOIN;
        };
    }

    /// Returns what it means to have so many permits of a read-write lock.
    private static Access access(int permits) {
        return permits >= LocalReadWriteLock.ALL ? Access.WRITE : Access.READ;
    }

    /// Reads one.
    private static final class Reader {
        private final CellView cell;
        private final MemorySegment memory;
        private final long base;
        private final long state;

        Reader(CellView cell) {
            this.cell = cell;
            this.memory = cell.cell().memory();
            this.base = cell.cell().offset();
            this.state = Words.getLongVolatile(memory, base + LocalSync.STATE);
        }

        ObjectView read(Kind kind) {
            ObjectView view =
                    switch (kind) {
                        case LOCK -> lock();
                        case CONDITION ->
                                idle(
                                        dev.brood.Diagnosis.Kind.CONDITION,
                                        "",
                                        ring(LocalCondition.RING));
                        case SEMAPHORE -> semaphore();
                        case EVENT ->
                                idle(
                                        dev.brood.Diagnosis.Kind.EVENT,
                                        (state & LocalEvent.SET) != 0 ? "set" : "not set",
                                        point(LocalSync.POINT));
                        case LATCH ->
                                idle(
                                        dev.brood.Diagnosis.Kind.LATCH,
                                        "at " + (state & LocalLatch.COUNT_MASK),
                                        point(LocalSync.POINT));
                        case BARRIER -> barrier();
                        case READ_WRITE_LOCK -> readWriteLock();
                    };
            return (state & LocalSync.CLOSED) == 0 ? view : idle(view.kind, "closed", view.waiting);
        }

        private ObjectView idle(dev.brood.Diagnosis.Kind kind, String words, int waiting) {
            return view(kind, words, 0, List.of(), waiting);
        }

        private ObjectView view(
                dev.brood.Diagnosis.Kind kind,
                String words,
                int available,
                List<Held> holds,
                int waiting) {
            String name =
                    LocalSync.readText(
                            memory,
                            base + LocalSync.NAME_LENGTH,
                            base + LocalSync.NAME,
                            LocalSync.LONGEST_NAME);
            return new ObjectView(cell, kind, name, words, available, holds, waiting);
        }

        private int point(int offset) {
            return WaitPoint.waiters(memory, base + offset);
        }

        private int ring(int offset) {
            return WaiterRing.waiting(memory, base + offset);
        }

        private boolean isFair(int offset) {
            return Words.getInt(memory, base + offset) != 0;
        }

        private ObjectView lock() {
            long now = state;
            long thread = 0;
            for (int i = 0; i < READS; i++) {
                long word = Words.getLongAcquire(memory, base + LocalSync.OWN_WORD);
                thread = LockWord.thread(now, word);
                long again = Words.getLongVolatile(memory, base + LocalSync.STATE);
                if (again == now) {
                    break;
                }
                now = again;
            }
            int owner = LockWord.owner(now);
            String words = owner == 0 ? "free" : "held";
            words += (now & LockWord.ABANDONED) != 0 ? ", abandoned" : "";
            return view(
                    dev.brood.Diagnosis.Kind.LOCK,
                    words,
                    0,
                    owner == 0 ? List.of() : List.of(new Held(owner, -1, thread, Access.LOCK, 1)),
                    isFair(LocalLock.FAIR) ? ring(LocalLock.RING) : point(LocalSync.POINT));
        }

        private ObjectView semaphore() {
            Permitted permits = permits(LocalSemaphore.PERMITS, LocalSemaphore.TABLE_BYTES);
            int waiting =
                    isFair(LocalSemaphore.FAIR)
                            ? ring(LocalSemaphore.RING)
                            : point(LocalSync.POINT) + point(LocalSemaphore.MANY_POINT);
            return view(
                    dev.brood.Diagnosis.Kind.SEMAPHORE,
                    permits.available + (permits.available == 1 ? " permit" : " permits"),
                    permits.available,
                    permits.holds(false),
                    waiting);
        }

        private ObjectView readWriteLock() {
            Permitted permits = permits(LocalReadWriteLock.PERMITS, LocalReadWriteLock.TABLE_BYTES);
            List<Held> holds = permits.holds(true);
            String words =
                    holds.isEmpty()
                            ? "free"
                            : holds.getFirst().access() == Access.WRITE ? "written" : "read";
            words += (state & LocalReadWriteLock.ABANDONED) != 0 ? ", abandoned" : "";
            return view(
                    dev.brood.Diagnosis.Kind.READ_WRITE_LOCK,
                    words,
                    permits.available,
                    holds,
                    ring(LocalReadWriteLock.RING));
        }

        private ObjectView barrier() {
            int parties = Words.getInt(memory, base + LocalBarrier.PARTIES);
            return idle(
                    dev.brood.Diagnosis.Kind.BARRIER,
                    BarrierState.describe(memory, base + LocalBarrier.PARTS, parties, state),
                    point(LocalSync.POINT));
        }

        /// How many permits are available, and how many each process has, by its slot.
        private record Permitted(int available, Map<Integer, Integer> held) {
            List<Held> holds(boolean readWrite) {
                return held.entrySet().stream()
                        .map(each -> {
                            int amount = each.getValue();
                            Access access = readWrite ? access(amount) : Access.PERMITS;
                            return new Held(0, each.getKey(), 0, access, amount);
                        })
                        .toList();
            }
        }

        /// See [Permits].
        private Permitted permits(int tableAt, int tableBytes) {
            HolderTable table =
                    new HolderTable(memory, base + tableAt + RobustMutex.BYTES, tableBytes);
            Permitted found = new Permitted(0, Map.of());
            for (int i = 0; i < READS; i++) {
                long now = Words.getLongVolatile(memory, base + LocalSync.OWN_WORD);
                if ((now & Permits.INFLATED) != 0) {
                    found = new Permitted(Math.max(0, table.available()), table.all());
                } else {
                    int held = Permits.held(now);
                    found =
                            new Permitted(
                                    Permits.available(now),
                                    held == 0 ? Map.of() : Map.of(Permits.holder(now), held));
                }
                if (Words.getLongVolatile(memory, base + LocalSync.OWN_WORD) == now) {
                    break;
                }
            }
            return found;
        }
    }
}
