package dev.brood.local.sync;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/// How threads pass a [Gate] in the order in which they came.
///
/// Whoever finds no one waiting and nothing in the way passes. Else it enters the ring, and passes
/// when it is the first there and nothing is in the way. Whoever clears the way, or leaves without
/// having passed, wakes the first.
final class FairEntrance {
    private final WaiterRing ring;
    private final Waiting room;
    private final Waiting[] places = new Waiting[WaiterRing.POINTS];

    FairEntrance(LocalSync object, int ringAt) {
        this.ring = new WaiterRing(object.tree, object.memory, object.base + ringAt);
        this.room = new Waiting(object, ring.room());
        for (int i = 0; i < places.length; i++) {
            places[i] = new Waiting(object, ring.point(i));
        }
    }

    /// Waits for one's turn and passes.
    ///
    /// @return false if the time was over first
    boolean take(Gate gate, long deadline, boolean interruptible) throws InterruptedException {
        if (ring.isEmpty() && gate.tryPass()) {
            return true;
        }
        long ticket = ring.enter();
        while (ticket == WaiterRing.FULL) {
            BooleanSupplier obstacle = () -> gate.isOpen() && ring.isFull();
            Waiting place = room.wanting(gate.wanted());
            if (!place.await(obstacle, () -> culprit(gate), deadline, interruptible)) {
                return false;
            }
            if (!gate.isOpen()) {
                return gate.tryPass(); // says so
            }
            ticket = ring.enter();
        }
        return takeInTurn(gate, ticket, deadline, interruptible);
    }

    private boolean takeInTurn(Gate gate, long ticket, long deadline, boolean interruptible)
            throws InterruptedException {
        Waiting place = places[(int) ticket & (places.length - 1)].wanting(gate.wanted());
        BooleanSupplier obstacle =
                () -> gate.isOpen() && !(ring.isFirst(ticket) && !gate.isBlocked());
        IntSupplier culprit = () -> culprit(gate);
        boolean passed = false;
        try {
            while (!passed && place.await(obstacle, culprit, deadline, interruptible)) {
                passed = gate.tryPass();
            }
            return passed;
        } finally {
            // Also if the object is closed: whose place it is now waits for this turn to be over.
            var _ = ring.leave(ticket);
            if (!passed || !gate.isExhausted()) {
                ring.wakeFirst();
            }
        }
    }

    /// Returns for whom all wait: for whom the gate tells, or else the first in the ring.
    private int culprit(Gate gate) {
        int inTheWay = gate.culprit();
        return inTheWay == 0 ? ring.firstPid() : inTheWay;
    }

    void wakeFirst() {
        ring.wakeFirst();
    }

    void wakeAll() {
        ring.wakeAll();
    }

    int waiting() {
        return ring.waiting();
    }

    void recover(int dead) {
        ring.recover(dead);
    }
}
