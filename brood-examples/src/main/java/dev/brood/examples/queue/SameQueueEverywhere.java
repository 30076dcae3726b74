package dev.brood.examples.queue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;

/// Whether the queue a child gets is a copy: the handle is, the queue is not.
///
/// Counterpart of the tutorial's second `que.py`, which compares `id(q)` in parent and children.
/// That says nothing, there or here: a forked child has its copy at the same address, and each JVM
/// numbers its own objects. What tells is the name, and what the children have put.
final class SameQueueEverywhere {
    static void main() throws InterruptedException {
        SharedQueue<String> queue = Brood.local().queue(10);
        show("main", queue);

        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(Brood.local().start(() -> putAndShow(queue)));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        IO.println("in the queue: " + List.copyOf(queue));
    }

    private static void putAndShow(SharedQueue<String> queue) throws InterruptedException {
        queue.put("hello");
        show("child", queue);
    }

    private static void show(String who, SharedQueue<String> queue) {
        IO.println(who + ": " + queue.name() + " by handle " + System.identityHashCode(queue));
    }
}
