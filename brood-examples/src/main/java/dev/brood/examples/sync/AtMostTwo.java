package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedInt;
import dev.brood.SharedSemaphore;
import dev.brood.examples.Work;

import java.util.ArrayList;
import java.util.List;

/// Six children download, at most two at once: a semaphore has two permits.
///
/// Counterpart of `with Semaphore(2)`, which the tutorials only name. Should one of the children be
/// killed in the middle of it, its permit comes back; Python's is lost.
final class AtMostTwo {
    static void main() throws InterruptedException {
        SharedSemaphore slots = Brood.local().semaphore(2);
        SharedInt running = Brood.local().sharedInt(0);
        SharedInt most = Brood.local().sharedInt(0);

        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            children.add(Brood.local().start(() -> download(slots, number, running, most)));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        IO.println("most at once: " + most);
    }

    private static void download(
            SharedSemaphore slots, int number, SharedInt running, SharedInt most)
            throws InterruptedException {
        slots.acquire();
        try {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Work.seconds(0.5);
            running.decrementAndGet();
            IO.println("downloaded: " + number);
        } finally {
            slots.release();
        }
    }
}
