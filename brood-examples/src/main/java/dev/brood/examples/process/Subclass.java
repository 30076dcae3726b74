package dev.brood.examples.process;

import dev.brood.ChildProcess;
import dev.brood.examples.Work;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A process as a class of its own, which overrides `run`.
///
/// Counterpart of the tutorial's `class MyProcess(Process)`. The tutorial says `p.join` without a
/// call, so that its `end` comes first; here `join()` is called and `end` comes last.
final class Subclass {
    static final class Greeter extends ChildProcess {
        @Override
        public void run() {
            try {
                Work.seconds(1);
            } catch (InterruptedException _) {
                return; // asked to end early
            }
            IO.println("hello " + name() + " " + Instant.now());
        }
    }

    static void main() throws InterruptedException {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(new Greeter().start());
        }
        for (ChildProcess child : children) {
            child.join();
        }
        IO.println("end");
    }
}
