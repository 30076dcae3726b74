package dev.brood.local.channel;

import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import java.lang.foreign.MemorySegment;

/// The take side of a ring that counts what each process has in hand.
///
/// | dies | its items in hand |
/// |---|---|
/// | before *held* is raised | as if it had taken nothing |
/// | after, before head moved | *held* is one too high until recovery clears it; the item is at the head |
/// | after head moved | lost, with all it had in hand, when recovery clears *held* |
/// | acknowledging, before *done* is raised | that item is lost too |
/// | after, before *held* is lowered | that item is done; the others are lost |
final class CountedTakeSide extends TakeSide {
    private final Ledger ledger;

    CountedTakeSide(
            Tree tree, MemorySegment memory, SpillFiles spills, WaitPoint notFull, Ledger ledger) {
        super(tree, memory, spills, notFull);
        this.ledger = ledger;
    }

    @Override
    void beforeTaken(int items) {
        if (items > 0) {
            ledger.setOwn(ledger.own() + items);
            CrashPoint.reach("ledger.take.held");
        }
    }

    @Override
    void afterDropped() {
        var _ = finishOne();
    }

    @Override
    boolean acknowledge(int position) {
        return locked(this::finishOne);
    }

    private boolean finishOne() {
        int own = ledger.own();
        if (own == 0) {
            return false;
        }
        ledger.setDone(ledger.done() + 1);
        CrashPoint.reach("ledger.done.counted");
        ledger.setOwn(own - 1);
        CrashPoint.reach("ledger.done.lowered");
        return true;
    }

    /// Returns how many are lost.
    int lost() {
        return locked(ledger::lost);
    }

    /// Counts what is lost as done.
    ///
    /// @return how many it was
    int writeOff() {
        return locked(() -> {
            int lost = ledger.lost();
            ledger.setDone(ledger.done() + lost);
            return lost;
        });
    }
}
