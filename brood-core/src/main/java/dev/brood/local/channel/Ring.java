package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Predicate;

/// A bounded first-in-first-out sequence of byte items in shared memory, put and taken by threads
/// of any number of processes, any of which may die at any instruction.
///
/// **Two mutexes, one for each side.** Whoever puts holds one, whoever takes the other, so one
/// putter and one taker never meet. Nothing is claimed before it is done: a putter writes its
/// record beyond tail, where no one looks, and then moves tail by a single store; a taker copies
/// the record at head and then moves head by a single store. So what a death leaves behind is
/// simple:
///
/// | dies | the ring | to repair |
/// |---|---|---|
/// | putting, before tail moved | as if it had never begun; the bytes beyond tail are overwritten by the next | a spill file, deleted by the next putter, or a draft, by recovery |
/// | putting, after tail moved | the item is in | the wake-up it owed: recovery wakes all |
/// | taking, before head moved | as if it had never begun: the item is still at the head | nothing |
/// | taking, after head moved | the item is gone with the process | its spill file, deleted by the next taker; the wake-up it owed |
/// | removing, before it is marked | as if it had never begun | nothing |
/// | removing, after it is marked | the item is gone, but still counted | counted by the next taker |
/// | repairing | as it was before | by the next, from the start |
///
/// The layout is in [RingLayout], the two sides in [PutSide] and [TakeSide].
public final class Ring implements AutoCloseable {
    /// What became of an attempt to put.
    enum Put {
        DONE,
        FULL,
        CLOSED,
        /// There is room for one more item, but not for its bytes: try again with a draft.
        NEEDS_DRAFT
    }

    /// An item of the ring and where it is, for looking at it without taking it.
    ///
    /// @param position of its record
    /// @param header of its record
    /// @param payload a copy
    public record Seen(int position, long header, Payload payload) {}

    private final Segment segment;
    private final MemorySegment memory;
    private final SpillFiles spills;
    private final Rooms rooms;
    private final boolean byBytes;
    private final int capacity;
    private final int units;
    private final PutSide putSide;
    private final TakeSide takeSide;
    private final WaitPoint notEmpty;
    private final WaitPoint notFull;
    private final @Nullable Joining joining;

    private Ring(Tree tree, Segment segment, long number) {
        this.segment = segment;
        this.memory = segment.memory();
        this.spills = new SpillFiles(tree, number);
        this.capacity = Words.getInt(memory, CAPACITY);
        this.units = (int) (Words.getLong(memory, AREA_BYTES) / 8);
        this.rooms = new Rooms(tree, memory, ROOMS, number);
        this.byBytes = Words.getInt(memory, BOUND) == BY_BYTES;
        this.putSide = new PutSide(tree, segment, spills, rooms);
        this.notEmpty = tree.waitPoint(memory, NOT_EMPTY);
        this.notFull = tree.waitPoint(memory, NOT_FULL);
        this.joining = Joining.of(tree, memory, spills, rooms, notFull);
        this.takeSide =
                joining == null
                        ? new TakeSide(tree, memory, spills, rooms, notFull)
                        : joining.takeSide();
    }

    /// Makes a ring.
    ///
    /// @param number names its files; not used before in this tree
    /// @param capacity the most items, at least 1
    /// @param areaBytes wanted for records; rounded up to a power of two that suffices
    /// @throws IllegalArgumentException if the capacity is out of range
    /// @throws dev.brood.ResourceException if there is no memory for it
    public static Ring create(Tree tree, long number, int capacity, long areaBytes) {
        return create(tree, number, capacity, areaBytes, Accounts.NONE);
    }

    /// Makes a ring that keeps accounts of what is taken from it.
    static Ring create(Tree tree, long number, int capacity, long areaBytes, Accounts accounts) {
        RingFile.Shape shape = RingFile.Shape.ofItems(capacity, areaBytes, accounts);
        return new Ring(tree, RingFile.create(tree, number, shape, 0), number);
    }

    /// Makes a ring as if it had been used before.
    ///
    /// @param start its first tail and head
    static Ring create(Tree tree, long number, int capacity, long areaBytes, long start) {
        RingFile.Shape shape = RingFile.Shape.ofItems(capacity, areaBytes, Accounts.NONE);
        return new Ring(tree, RingFile.create(tree, number, shape, start), number);
    }

    /// Makes a ring that holds so many bytes, in whatever number of items. What is too large for a
    /// quarter of that goes beside it, two at a time.
    ///
    /// @param number names its files; not used before in this tree
    /// @param areaBytes for records; rounded up to a power of two, 4 KiB to 1 GiB
    /// @throws dev.brood.ResourceException if there is no memory for it
    static Ring createForBytes(Tree tree, long number, long areaBytes) {
        Segment file = RingFile.create(tree, number, RingFile.Shape.ofBytes(areaBytes), 0);
        return new Ring(tree, file, number);
    }

    /// Maps a ring that another process has made.
    public static Ring open(Tree tree, long number) throws NoSuchFileException {
        return new Ring(tree, RingFile.open(tree, number), number);
    }

    public int capacity() {
        return capacity;
    }

    /// Where takers wait.
    WaitPoint notEmpty() {
        return notEmpty;
    }

    /// Where putters wait.
    WaitPoint notFull() {
        return notFull;
    }

    /// Returns the pid of who closed it, 0 if no one has.
    public int closedBy() {
        return Words.getIntAcquire(memory, CLOSED_BY);
    }

    /// Returns its accounts, if it keeps any.
    @Nullable Joining joining() {
        return joining;
    }

    /// Returns whether it is closed and nothing will come that could be taken here.
    boolean isOver() {
        return closedBy() != 0 && (joining == null || joining.isExhausted());
    }

    /// As [#isOver], without a mutex: a hint.
    boolean looksOver() {
        return closedBy() != 0 && (joining == null || joining.looksExhausted());
    }

    /// Returns whether nobody needs what is in it any more: for a ring that is closed.
    boolean isDrained() {
        return joining == null ? size() == 0 : joining.ledger().isSettled();
    }

    /// Returns the exact number of items at some moment during the call. Not for recoveries: it may
    /// have to wait for a mutex.
    public int size() {
        if (joining != null) {
            joining.settle();
        }
        while (true) {
            long head = Words.getLongVolatile(memory, HEAD);
            long tail = Words.getLongVolatile(memory, TAIL);
            if (Words.getLongVolatile(memory, HEAD) == head) {
                return count(tail) - count(head);
            }
        }
    }

    /// Returns whether an attempt to put would find no room, without a mutex: a hint.
    boolean looksFullFor(Content content, @Nullable Aside aside) {
        return byBytes ? putSide.looksFullFor(content, aside) : looksFull();
    }

    boolean looksFull() {
        long tail = Words.getLongAcquire(memory, TAIL);
        long head = Words.getLongAcquire(memory, HEAD);
        // Read in this order head may have moved further than tail was: then it is not full.
        return count(tail) - count(head) >= capacity
                || units - (position(tail) - position(head)) < PutSide.SPILL_ROOM;
    }

    /// Returns whether an attempt to take would find nothing, without a mutex: a hint.
    public boolean looksEmpty() {
        return count(Words.getLongAcquire(memory, TAIL))
                        == count(Words.getLongAcquire(memory, HEAD))
                && (joining == null || !joining.ledger().hasDead());
    }

    /// Puts an item if there is room.
    ///
    /// @param draft the same item beside the ring, if that was asked for before; used up if the
    ///   result is DONE
    /// @throws dev.brood.ResourceException if there is no memory for it; the ring is unchanged
    Put tryPut(Content payload, @Nullable Aside draft) {
        Put result = putSide.put(payload, draft);
        if (result == Put.DONE) {
            CrashPoint.reach("ring.put.unlocked");
            notEmpty.signalNew(1);
        }
        return result;
    }

    /// Writes a payload beside the ring, to be put or discarded.
    ///
    /// @return null if there is no room to write it to yet
    @Nullable Aside draft(Content payload) {
        if (byBytes && payload.bytes() <= Rooms.LARGEST) {
            return rooms.write(payload);
        }
        SpillFiles.Draft draft = spills.write(payload);
        CrashPoint.reach("ring.put.drafted");
        return draft;
    }

    /// Gives back a draft that is not going to be put.
    void discard(Aside draft) {
        switch (draft) {
            case SpillFiles.Draft file -> spills.discard(file);
            case Rooms.Room room -> {
                rooms.discard(room);
                notFull.signalAll();
            }
        }
    }

    /// Takes the item at the head.
    ///
    /// @return null if there is none
    public @Nullable Payload tryTake() {
        return taken(takeSide.take());
    }

    /// Takes the item at the head of a ring that keeps no accounts.
    ///
    /// @param reader makes of it what is returned; if it throws, the item stays
    /// @return null if there is none
    <T> @Nullable T tryTake(ItemReader<T> reader) {
        return taken(takeSide.take(reader));
    }

    private <T> @Nullable T taken(@Nullable T taken) {
        if (taken != null) {
            CrashPoint.reach("ring.take.unlocked");
            // One item more is not room for one of any size: all have to look.
            notFull.signalNew(byBytes ? Integer.MAX_VALUE : 1);
        }
        return taken;
    }

    /// Takes items from the head on, all or, if the process dies in it, none.
    ///
    /// @param most how many at most; there may be fewer though more are there
    public List<Payload> takeAll(int most) {
        List<Payload> payloads = takeSide.takeAll(most);
        CrashPoint.reach("ring.take.unlocked");
        notFull.signalNew(payloads.size());
        return payloads;
    }

    /// Returns the items there are, without taking them.
    ///
    /// @param most how many at most
    public List<Seen> look(int most) {
        return takeSide.look(most);
    }

    /// Removes an item that was seen, wherever it is now.
    ///
    /// @return false if it was taken or removed meanwhile
    boolean remove(Seen seen) {
        boolean removed = takeSide.remove(seen);
        if (removed) {
            CrashPoint.reach("ring.remove.unlocked");
            notFull.signalNew(1);
            signalDone();
        }
        return removed;
    }

    /// Says that an item is done that this process has in hand.
    ///
    /// @param position where it is, if it is leased
    /// @return false if it has none
    boolean acknowledge(int position) {
        boolean done = takeSide.acknowledge(position);
        if (done) {
            CrashPoint.reach("ledger.done.unlocked");
            signalDone();
        }
        return done;
    }

    private void signalDone() {
        if (joining != null) {
            joining.ledger().signalIfSettled();
            if (closedBy() != 0) {
                notEmpty.signalAll(); // those who wait for what others may give back
            }
        }
    }

    /// Removes the first item whose head passes a test. Items in files of their own are not looked
    /// at.
    ///
    /// @param test gets payloads of the first bytes of each head
    /// @param bytes how many, at most as the shortest head has
    /// @return false if there is none
    public boolean removeFirst(Predicate<Payload> test, int bytes) {
        boolean removed = takeSide.removeFirst(test, bytes);
        if (removed) {
            CrashPoint.reach("ring.remove.unlocked");
            notFull.signalNew(1);
        }
        return removed;
    }

    /// Closes it for putting.
    ///
    /// @param pid who closes it
    /// @return false if it was closed before
    public boolean closePut(int pid) {
        boolean first = putSide.close(pid);
        CrashPoint.reach("ring.close.unlocked");
        wakeAll();
        wakeJoiners();
        return first;
    }

    /// Wakes those who wait until all is done, to look again.
    void wakeJoiners() {
        if (joining != null) {
            joining.ledger().allDone().signalAll();
        }
    }

    /// As [#recover(int)], and deals with what a dead process had in hand.
    void recover(Member dead) {
        if (joining != null) {
            joining.ledger().recover(dead);
        }
        recover(dead.pid());
    }

    /// Ends it for both sides at once, without waiting for anyone: who puts at this moment may
    /// still succeed.
    ///
    /// @param pid who has ended it
    void end(int pid) {
        var _ = Words.compareAndSetInt(memory, CLOSED_BY, 0, pid);
        CrashPoint.reach("ring.end.marked");
        wakeAll();
    }

    /// Wakes all who wait in it, to look again.
    void wakeAll() {
        notEmpty.signalAll();
        notFull.signalAll();
    }

    /// Gives back what a dead process held; see [dev.brood.local.roster.Recovery]. Its drafts are
    /// deleted for all rings at once, by [Queues].
    public void recover(int deadPid) {
        putSide.recover(deadPid);
        takeSide.recover(deadPid);
        rooms.recover(deadPid);
        notEmpty.recover();
        notFull.recover();
    }

    /// Deletes its files; processes that have mapped it keep it until they close it.
    public void unlink() {
        Segment.unlink(segment.file());
        spills.deleteAll();
    }

    /// Returns whether its file was deleted.
    boolean isUnlinked() {
        return Files.notExists(segment.file());
    }

    @Override
    public void close() {
        rooms.close();
        segment.close();
    }
}
