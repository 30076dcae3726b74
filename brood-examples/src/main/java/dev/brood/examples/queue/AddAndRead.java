package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;
import dev.brood.examples.Work;

/// One child fills a queue, and when it has ended another empties it.
///
/// Counterpart of the tutorial's `add_data(queue)` and `read_data(queue)`. The tutorial's reader
/// asks `queue.qsize == 0`, without a call, and so waits for ever at the end; here `poll` says that
/// the queue is empty.
final class AddAndRead {
    static void main() throws InterruptedException {
        SharedQueue<Integer> queue = Brood.local().queue(3);

        ChildProcess adder = Brood.local().start(() -> addData(queue));
        adder.join();
        Brood.local().start(() -> readData(queue));
    }

    private static void addData(SharedQueue<Integer> queue) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            if (!queue.offer(i)) {
                IO.println("the queue is full");
                break;
            }
            IO.println("add: " + i);
            Work.seconds(0.1);
        }
    }

    private static void readData(SharedQueue<Integer> queue) {
        for (Integer item = queue.poll(); item != null; item = queue.poll()) {
            IO.println("read: " + item);
        }
        IO.println("the queue is empty");
    }
}
