package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.examples.Work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Three children greet at the same time, and the main process waits for all of them.
///
/// Counterpart of the tutorial's `multi-process.py`, a list of processes to `start` and `join`.
final class ThreeGreetings {
    static void main() throws InterruptedException {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(Brood.local().start(() -> greet("reid")));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        IO.println("end");
    }

    private static void greet(String name) throws InterruptedException {
        Work.seconds(1);
        IO.println("hello " + name + " " + Instant.now());
    }
}
