package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.SharedLock;

/// Ten children print two lines each, and a lock keeps the two together.
///
/// Counterpart of `f(l, i)` of Python's documentation, where a lock keeps processes from writing
/// into each other's lines. One `println` of Brood's children is whole without a lock; what takes
/// more than one needs it there as here.
final class OneAtATime {
    static void main() {
        SharedLock lock = Brood.local().lock();
        for (int i = 0; i < 10; i++) {
            int number = i;
            Brood.local().start(() -> hello(lock, number));
        }
    }

    private static void hello(SharedLock lock, int number) {
        lock.lock();
        try {
            IO.println("hello world " + number);
            IO.println("goodbye " + number);
        } finally {
            lock.unlock();
        }
    }
}
