package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.ResourceException;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The take side of a ring that delivers again what the dead had in hand. What is taken stays where
/// it is, with the number of who took it in its header:
///
/// | header of a record | goes to | by, holding the take mutex |
/// |---|---|---|
/// | lease 0: it waits | lease n | the process of entry n - 1 of the roster, taking it |
/// | lease n: in hand | removed | that process, acknowledging it |
/// | | lease 0 | whoever finds that process among the dead of the [Ledger] |
/// | removed | passed by head | anyone |
///
/// Each is one store. The count of head (what is not waiting) and *done* (what is removed) follow
/// it; who dies between leaves the mutex to be repaired, and a repair counts the records. Head's
/// position stays before the first item that is in hand: so a putter can run out of room for bytes,
/// and then waits for an acknowledgement.
///
/// The hint tells takers how far all items are in hand or removed. A repair takes it back to head.
final class LeasedTakeSide extends TakeSide {
    private final Ledger ledger;
    private final int lease;

    /// How many this process has in hand. Written by who holds the mutex.
    private final AtomicInteger own = new AtomicInteger();

    LeasedTakeSide(
            Tree tree,
            MemorySegment memory,
            SpillFiles spills,
            Rooms rooms,
            WaitPoint notFull,
            Ledger ledger) {
        super(tree, memory, spills, rooms, notFull);
        this.ledger = ledger;
        this.lease = tree.slot() + 1;
    }

    @Override
    @Nullable Payload takeFirst() {
        long cursor = firstWaiting(passRemoved());
        if (isAtTail(cursor)) {
            return null;
        }
        long header = Words.getLong(memory, at(cursor));
        Payload payload = new LeasedPayload(read(cursor, header), position(cursor));
        CrashPoint.reach("ring.take.copied");
        own.incrementAndGet();
        Words.setLongRelease(memory, at(cursor), leased(header, lease));
        CrashPoint.reach("ledger.take.leased");
        long head = Words.getLong(memory, HEAD);
        setHead(cursor(count(head) + 1, position(head)));
        CrashPoint.reach("ring.take.committed");
        ledger.setHint(position(next(cursor, header, 0)));
        return payload;
    }

    private long firstWaiting(long head) {
        long cursor = seek(isBetween(ledger.hint()) ? cursor(0, ledger.hint()) : head);
        while (!isAtTail(cursor)) {
            long header = Words.getLong(memory, at(cursor));
            if (isWaiting(header)) {
                break;
            }
            cursor = seek(next(cursor, header, 0));
        }
        return cursor;
    }

    /// Returns whether a position is one of head, tail or between.
    private boolean isBetween(int position) {
        int head = position(Words.getLong(memory, HEAD));
        int used = position(Words.getLongAcquire(memory, TAIL)) - head;
        return Integer.compareUnsigned(position - head, used) <= 0;
    }

    @Override
    List<Payload> takeSome(int most) {
        List<Payload> payloads = new ArrayList<>();
        Payload payload = most > 0 ? takeFirst() : null;
        while (payload != null) {
            payloads.add(payload);
            payload = payloads.size() < most ? takeNext() : null;
        }
        return payloads;
    }

    /// Takes another item, after some that are this process's by now and must be returned: what is
    /// wrong with this one is thrown when it is asked for first.
    private @Nullable Payload takeNext() {
        try {
            return takeFirst();
        } catch (ResourceException | OutOfMemoryError _) {
            return null; // nothing was changed: an item is read before it is leased
        }
    }

    @Override
    boolean acknowledge(int position) {
        return locked(() -> {
            long cursor = cursor(0, position);
            if (!isBetween(position) || isAtTail(seek(cursor))) {
                return false;
            }
            long header = Words.getLong(memory, at(cursor));
            if (kind(header) == PAD || isRemoved(header) || lease(header) != lease) {
                return false;
            }
            Words.setLongRelease(memory, at(cursor), removed(header));
            CrashPoint.reach("ledger.done.marked");
            own.decrementAndGet();
            if (kind(header) == SPILL) {
                spills.delete(nameAside(cursor));
            }
            afterDropped();
            passRemoved();
            return true;
        });
    }

    @Override
    void afterDropped() {
        ledger.setDone(ledger.done() + 1);
        CrashPoint.reach("ledger.done.counted");
        if (!isBetween(ledger.hint())) {
            ledger.setHint(position(Words.getLong(memory, HEAD)));
        }
    }

    @Override
    boolean needsRepair() {
        return ledger.hasDead();
    }

    @Override
    void repair() {
        long[] dead = ledger.dead();
        long tail = Words.getLongAcquire(memory, TAIL);
        long cursor = Words.getLong(memory, HEAD);
        ledger.setHint(position(cursor));
        int unfinished = 0;
        while (position(cursor) != position(tail)) {
            long header = Words.getLong(memory, at(cursor));
            if (kind(header) != PAD && !isRemoved(header)) {
                unfinished++;
                int number = lease(header) - 1;
                if (number >= 0 && (dead[number / 64] & 1L << number) != 0) {
                    Words.setLongRelease(memory, at(cursor), leased(header, 0));
                    CrashPoint.reach("ledger.repair.released");
                }
            }
            cursor = behind(cursor, header);
        }
        super.repair();
        ledger.setDone(count(tail) - unfinished);
        CrashPoint.reach("ledger.repair.counted");
        ledger.bury(dead);
    }

    /// Repairs if there is something to repair.
    void settle() {
        if (needsRepair()) {
            locked(() -> "repaired");
        }
    }

    /// Returns whether nothing waits, and nothing can be given back that others have in hand.
    boolean isExhausted() {
        return locked(this::looksExhausted);
    }

    /// As [#isExhausted], without the mutex: a hint.
    boolean looksExhausted() {
        int taken = count(Words.getLongVolatile(memory, HEAD));
        return taken == count(Words.getLongVolatile(memory, TAIL))
                && taken - ledger.done() == own.get();
    }
}
