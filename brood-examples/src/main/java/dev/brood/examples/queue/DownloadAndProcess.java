package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;

/// One child downloads, the other processes what it gets from the first.
///
/// Counterpart of the tutorial's `download_data(q)` and `deal_data(q)`. There the main process
/// sleeps for a second between the two, and the reader stops as soon as `q.empty()`, in the hope
/// that all has arrived; here the downloader closes the queue, which is how the reader knows.
final class DownloadAndProcess {
    static void main() {
        SharedQueue<Integer> queue = Brood.local().queue(3);
        Brood.local().start(() -> download(queue));
        Brood.local().start(() -> process(queue));
    }

    private static void download(SharedQueue<Integer> queue) throws InterruptedException {
        for (int data : List.of(11, 22, 33)) {
            queue.put(data);
        }
        IO.println("download finished");
        queue.close();
    }

    private static void process(SharedQueue<Integer> queue) throws InterruptedException {
        List<Integer> processed = new ArrayList<>();
        try {
            while (true) {
                processed.add(queue.take());
            }
        } catch (ClosedException _) {
            IO.println("processing finished, the data: " + processed);
        }
    }
}
