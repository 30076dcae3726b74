package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;

/// Three children write into one queue, the main process reads.
///
/// Counterpart of the tutorial's `que.py`, `q.put([42, i, 'hello'])` by three processes. The order
/// of the lines is that of the writers, which is nobody's promise. Joining before reading would do
/// no harm here, where in Python it may wait for ever.
final class ManyWriters {
    static void main() throws InterruptedException {
        SharedQueue<List<Object>> queue = Brood.local().queue(10);
        List<ChildProcess> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            writers.add(Brood.local().start(() -> queue.put(List.of(42, number, "hello"))));
        }
        for (int i = 0; i < 3; i++) {
            IO.println(queue.take());
        }
        for (ChildProcess writer : writers) {
            writer.join();
        }
    }
}
