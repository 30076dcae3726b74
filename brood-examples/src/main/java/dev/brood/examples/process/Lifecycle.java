package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedQueue;

import java.util.concurrent.TimeUnit;

/// A child's life as its parent sees it: name, pid and state, from start to termination.
///
/// Counterpart of the tutorial's third step, with `is_alive()`, `join()` and `terminate()`. The
/// tutorial joins a process that has ended and terminates it after that; here a child that is at
/// work is terminated, and then joined. Nothing has to be reclaimed afterwards: an ended child
/// leaves no zombie, joined or not.
final class Lifecycle {
    static void main() throws InterruptedException {
        SharedQueue<String> atWork = Brood.local().queue(1);
        ChildProcess child =
                Brood.local().process().name("itcast").start(() -> work(100, 10, atWork));

        IO.println("name: " + child.name());
        IO.println("pid: " + child.pid());
        IO.println("alive: " + child.isAlive());

        atWork.take();
        child.terminate();
        child.join();
        IO.println("alive: " + child.isAlive());
        IO.println(child.name() + " " + child.exitStatus().orElseThrow().describe());
    }

    private static void work(int number, int a, SharedQueue<String> atWork)
            throws InterruptedException {
        IO.println("child with " + number + " and " + a);
        atWork.put("at work");
        TimeUnit.HOURS.sleep(1);
    }
}
