package dev.brood.examples.sync;

import dev.brood.Abandonment;
import dev.brood.Brood;
import dev.brood.SharedLock;
import dev.brood.SharedLongArray;

/// A child dies in the middle of a transfer, holding the lock; the next owner of the lock puts the
/// accounts right.
///
/// There is no counterpart: in Python the lock stays locked and every other process waits for ever.
/// Here it is passed on, and tells that it was abandoned and by whom, until someone has repaired
/// what it protects.
final class RepairAfterDeath {
    private static final long ALL = 100;

    static void main() throws InterruptedException {
        SharedLock lock = Brood.local().lock();
        SharedLongArray accounts = Brood.local().longs(new long[] {ALL, 0});

        Brood.local().process().name("clerk").start(() -> transfer(lock, accounts)).join();

        lock.lock();
        try {
            if (lock.abandonment().isPresent()) {
                repair(lock, accounts, lock.abandonment().get());
            }
            IO.println("accounts: " + accounts.get(0) + " and " + accounts.get(1));
            IO.println("abandoned: " + lock.abandonment().isPresent());
        } finally {
            lock.unlock();
        }
    }

    private static void transfer(SharedLock lock, SharedLongArray accounts) {
        lock.lock();
        accounts.addAndGet(0, -30);
        Runtime.getRuntime().halt(9); // no finally, no exit hook, as with a kill
    }

    private static void repair(SharedLock lock, SharedLongArray accounts, Abandonment death) {
        IO.println("left half done by " + death.process());
        accounts.set(1, ALL - accounts.get(0));
        lock.repaired();
    }
}
