package dev.brood.local.sync;

import java.util.function.BooleanSupplier;

/// How threads take a [LockWord] in the order in which they came.
///
/// Whoever finds no one waiting and the lock free takes it. Else it enters the ring, and takes the
/// lock when it is the first there and the lock is free. Whoever gives the lock up, or leaves
/// without it, wakes the first.
final class FairEntrance {
    private final LockWord word;
    private final WaiterRing ring;
    private final Waiting room;
    private final Waiting[] places = new Waiting[WaiterRing.POINTS];

    FairEntrance(LocalSync object, int ringAt, LockWord word) {
        this.word = word;
        this.ring = new WaiterRing(object.tree, object.memory, object.base + ringAt);
        this.room = new Waiting(object, ring.room());
        for (int i = 0; i < places.length; i++) {
            places[i] = new Waiting(object, ring.point(i));
        }
    }

    /// Waits for one's turn and takes the lock.
    ///
    /// @return false if the time was over first
    boolean take(long deadline, boolean interruptible) throws InterruptedException {
        if (ring.isEmpty() && (word.takeAtOnce() || word.take())) {
            return true;
        }
        long ticket = ring.enter();
        while (ticket == WaiterRing.FULL) {
            if (!room.await(this::noRoom, this::culprit, deadline, interruptible)) {
                return false;
            }
            ticket = ring.enter();
        }
        return takeInTurn(ticket, deadline, interruptible);
    }

    private boolean takeInTurn(long ticket, long deadline, boolean interruptible)
            throws InterruptedException {
        Waiting place = places[(int) ticket & (places.length - 1)];
        BooleanSupplier obstacle = () -> word.isOpen() && !(word.isFree() && ring.isFirst(ticket));
        boolean taken = false;
        try {
            while (!taken && place.await(obstacle, this::culprit, deadline, interruptible)) {
                taken = word.take();
            }
            return taken;
        } finally {
            if (word.isOpen()) {
                var _ = ring.leave(ticket);
                if (!taken) {
                    ring.wakeFirst();
                }
            }
        }
    }

    private boolean noRoom() {
        return word.isOpen() && ring.isFull();
    }

    /// Returns for whom all wait: the owner, or if there is none the first in the ring.
    private int culprit() {
        int owner = word.owner();
        return owner == 0 ? ring.firstPid() : owner;
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
