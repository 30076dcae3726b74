package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.SharedBarrier;
import dev.brood.examples.Work;

import java.util.concurrent.BrokenBarrierException;

/// Three children do three steps each, and none begins one before all have done the one before.
///
/// Counterpart of `Barrier(3, action)` with `wait()`. The last to arrive runs the action, before
/// any of them goes on. If a child is killed, the others get an exception that names it, where
/// Python's wait for ever.
final class InStep {
    static void main() {
        SharedBarrier barrier =
                Brood.local().newBarrier(3).action(() -> IO.println("all have done it")).open();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Brood.local().start(() -> walk(number, barrier));
        }
    }

    private static void walk(int number, SharedBarrier barrier)
            throws InterruptedException, BrokenBarrierException {
        for (int step = 1; step <= 3; step++) {
            Work.seconds(0.1 * number);
            IO.println("step " + step + " by " + number);
            barrier.await();
        }
    }
}
