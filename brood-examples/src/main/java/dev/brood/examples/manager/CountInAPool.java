package dev.brood.examples.manager;

import dev.brood.Brood;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.examples.Work;

import java.util.Locale;

/// Five tasks of a pool count to 50 each, with one object of a class of our own.
///
/// Counterpart of the tutorial's `BaseManager.register('Counter', Counter)`: an object is shared by
/// an interface, and made in the server. Several calls may run at once there, so it is
/// synchronized.
final class CountInAPool {
    /// What the tasks do with it.
    interface Counter {
        void increment();

        int value();
    }

    private static final class SynchronizedCounter implements Counter {
        private int value;

        @Override
        public synchronized void increment() {
            value++;
        }

        @Override
        public synchronized int value() {
            return value;
        }
    }

    static void main() {
        try (Manager manager = Brood.local().manager()) {
            Counter counter = manager.share(Counter.class, SynchronizedCounter::new);
            IO.println("parent process: " + ProcessHandle.current().pid());
            try (ProcessPool pool = Brood.local().pool()) {
                for (int i = 0; i < 5; i++) {
                    int name = i;
                    var _ = pool.submit(() -> count(name, counter));
                }
                IO.println("waiting for all tasks");
            }
            IO.println("all tasks done: " + counter.value());
        }
    }

    private static void count(int name, Counter counter) throws InterruptedException {
        Work.seconds(0.2);
        IO.println("task %d runs in process %d".formatted(name, ProcessHandle.current().pid()));
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            Work.seconds(0.01);
            counter.increment();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        IO.println(String.format(Locale.ROOT, "task %d took %.2f s", name, seconds));
    }
}
