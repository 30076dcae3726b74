package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.SharedQueue;

import java.util.List;

/// What a queue can do, in one process: put, ask how full it is, take.
///
/// Counterpart of `Queue(3)` with `put`, `full`, `empty`, `qsize` and `get`. Python's `empty()` may
/// say true just after a `put`, because a thread in the background writes the item; here an item is
/// in the queue when `put` returns, and all answers are exact.
final class QueueBasics {
    static void main() throws InterruptedException {
        SharedQueue<Object> queue = Brood.local().queue(3);
        queue.put(1);
        queue.put("hello");
        queue.put(List.of(1, 5, 8));

        // put would wait now, add would throw an exception, offer says false
        IO.println("one more fits: " + queue.offer("xxx"));
        IO.println("full: " + (queue.remainingCapacity() == 0));
        IO.println("empty: " + queue.isEmpty());
        IO.println("size: " + queue.size());
        IO.println("taken: " + queue.take());
        IO.println("taken: " + queue.take());
        IO.println("taken: " + queue.take());

        // take would wait now, poll gives null
        IO.println("one more: " + queue.poll());
    }
}
