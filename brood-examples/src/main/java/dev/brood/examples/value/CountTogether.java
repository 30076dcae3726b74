package dev.brood.examples.value;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedInt;
import dev.brood.SharedLock;

import java.util.ArrayList;
import java.util.List;

/// Four children count to a thousand each, together.
///
/// Counterpart of `counter.value += 1` of Python's documentation, which is a reading and a writing
/// and loses counts unless `counter.get_lock()` is held. Here one is counted in a single step, and
/// the other under a lock, as something that takes more than one step has to be.
final class CountTogether {
    private static final int ROUNDS = 1000;

    static void main() throws InterruptedException {
        SharedInt atomic = Brood.local().sharedInt(0);
        SharedInt locked = Brood.local().sharedInt(0);
        SharedLock lock = Brood.local().lock();

        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            children.add(Brood.local().start(() -> count(atomic, locked, lock)));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        IO.println("in one step: " + atomic);
        IO.println("under a lock: " + locked);
    }

    private static void count(SharedInt atomic, SharedInt locked, SharedLock lock) {
        for (int i = 0; i < ROUNDS; i++) {
            atomic.incrementAndGet();
            lock.lock();
            try {
                locked.set(locked.get() + 1);
            } finally {
                lock.unlock();
            }
        }
    }
}
