package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.examples.Work;

import java.util.List;

/// Producer and consumer: one child writes while another reads.
///
/// Counterpart of the tutorial's `write(q)` and `read(q)`. There the second process is a writer
/// too, by a slip (`target=write` twice), and the reader stops whenever the queue happens to be
/// empty; here it reads until the queue is closed and empty.
final class WriteAndRead {
    static void main() throws InterruptedException {
        SharedQueue<String> queue = Brood.local().queue(10);
        ChildProcess writer = Brood.local().start(() -> write(queue));
        ChildProcess reader = Brood.local().start(() -> read(queue));

        writer.join();
        queue.close();
        reader.join();
        IO.println("Done!");
    }

    private static void write(SharedQueue<String> queue) throws InterruptedException {
        for (String value : List.of("A", "B", "C")) {
            IO.println("Put " + value + " to queue...");
            queue.put(value);
            Work.seconds(Math.random());
        }
    }

    private static void read(SharedQueue<String> queue) throws InterruptedException {
        try {
            while (true) {
                IO.println("Get " + queue.take() + " from queue.");
                Work.seconds(1);
            }
        } catch (ClosedException _) {
            IO.println("Nothing more to get.");
        }
    }
}
