package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.SharedBoolean;
import dev.brood.SharedCondition;
import dev.brood.SharedLock;
import dev.brood.examples.Work;

/// Two consumers wait at a condition until a producer notifies all.
///
/// Counterpart of the tutorial's `consumer(cond)` and `producer(cond)` with `cond.wait()` and
/// `cond.notify_all()`. There the notification is all there is: a consumer that comes after it
/// waits for ever, and only the pauses between the starts keep that from happening. Here they wait
/// for something to be so, which is what conditions are for; who comes late finds it so.
final class NotifyAll {
    static void main() throws InterruptedException {
        SharedLock lock = Brood.local().lock();
        SharedCondition condition = lock.newCondition();
        SharedBoolean produced = Brood.local().sharedBoolean(false);

        for (int i = 0; i < 2; i++) {
            Brood.local().start(() -> consume(lock, condition, produced));
            Work.seconds(2);
        }
        Brood.local().start(() -> produce(lock, condition, produced));
    }

    @SuppressWarnings("WaitNotInLoop") // with a predicate it is one
    private static void consume(SharedLock lock, SharedCondition condition, SharedBoolean produced)
            throws InterruptedException {
        lock.lock();
        try {
            IO.println("consumer before wait");
            condition.await(produced::get);
            IO.println("consumer after wait");
        } finally {
            lock.unlock();
        }
    }

    private static void produce(
            SharedLock lock, SharedCondition condition, SharedBoolean produced) {
        lock.lock();
        try {
            IO.println("producer before signalAll");
            produced.set(true);
            condition.signalAll();
            IO.println("producer after signalAll");
        } finally {
            lock.unlock();
        }
    }
}
