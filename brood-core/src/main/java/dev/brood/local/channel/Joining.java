package dev.brood.local.channel;

import static dev.brood.local.channel.RingLayout.*;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.Words;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/// What a ring has in addition that keeps accounts: its [Ledger], and the take side that goes with
/// it.
sealed interface Joining {
    Ledger ledger();

    TakeSide takeSide();

    /// Makes what the accounts of a ring ask for.
    ///
    /// @return null if it keeps none
    static @Nullable Joining of(
            Tree tree, MemorySegment memory, SpillFiles spills, Rooms rooms, WaitPoint notFull) {
        Accounts accounts = Accounts.of(Words.getInt(memory, ACCOUNTS));
        if (accounts == Accounts.NONE) {
            return null;
        }
        Ledger ledger = new Ledger(tree, memory, accounts);
        return accounts == Accounts.COUNTED
                ? new Counted(
                        ledger, new CountedTakeSide(tree, memory, spills, rooms, notFull, ledger))
                : new Leased(
                        ledger, new LeasedTakeSide(tree, memory, spills, rooms, notFull, ledger));
    }

    /// Returns how much memory is needed behind the area.
    static long bytes(Accounts accounts) {
        return accounts == Accounts.NONE ? 0 : Ledger.BYTES;
    }

    /// Makes the pages exist.
    static void commit(Segment segment, long at, Accounts accounts) {
        if (accounts != Accounts.NONE) {
            segment.commit(at, at + Ledger.BYTES);
        }
    }

    /// Gives back to the ring what the dead had in hand, if that is still to be done.
    default void settle() {
        if (this instanceof Leased(_, LeasedTakeSide side)) {
            side.settle();
        }
    }

    /// Returns whether nothing will come from a closed ring that could be taken here.
    default boolean isExhausted() {
        return ledger().isDiscarded()
                || !(this instanceof Leased(_, LeasedTakeSide side))
                || side.isExhausted();
    }

    /// As [#isExhausted], without a mutex: a hint.
    default boolean looksExhausted() {
        return ledger().isDiscarded()
                || !(this instanceof Leased(_, LeasedTakeSide side))
                || side.looksExhausted();
    }

    /// Returns how many items are lost.
    default int lost() {
        return this instanceof Counted(_, CountedTakeSide side) ? side.lost() : 0;
    }

    /// Counts what is lost as done.
    ///
    /// @return how many it was
    default int writeOff() {
        return this instanceof Counted(_, CountedTakeSide side) ? side.writeOff() : 0;
    }

    /// See [CountedTakeSide].
    record Counted(Ledger ledger, CountedTakeSide takeSide) implements Joining {}

    /// See [LeasedTakeSide].
    record Leased(Ledger ledger, LeasedTakeSide takeSide) implements Joining {}
}
