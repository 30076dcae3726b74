package dev.brood.examples.sync;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Diagnosis;
import dev.brood.SharedBarrier;
import dev.brood.SharedLock;

import java.time.Duration;

/// Two processes that take the same two locks in opposite order, and wait for each other for ever:
/// shows who waits for whom, and that the death of one lets the other go on.
///
/// With the argument `hang` it stays as it is: look at it from another terminal by `./brood ps`,
/// and end it by Ctrl-C. Python has no counterpart: there one attaches a debugger to each process.
final class Deadlock {
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    static void main(String[] args) throws Exception {
        Brood brood = Brood.local();
        SharedLock accounts = brood.newLock().name("accounts").open();
        SharedLock journal = brood.newLock().name("journal").open();
        SharedBarrier bothHaveOne = brood.barrier(2);

        ChildProcess booker =
                brood.process()
                        .name("booker")
                        .start(() -> lockBoth(accounts, journal, bothHaveOne));
        ChildProcess auditor =
                brood.process()
                        .name("auditor")
                        .start(() -> lockBoth(journal, accounts, bothHaveOne));

        Diagnosis seen = brood.diagnose();
        while (!seen.hasDeadlock()) {
            Thread.sleep(A_MOMENT);
            seen = brood.diagnose();
        }
        seen.cycles().forEach(IO::println);
        if (args.length > 0 && args[0].equals("hang")) {
            IO.println("look at it from another terminal: ./brood ps");
            booker.join();
        }

        booker.kill();
        auditor.join();
        IO.println(
                "after the booker's death the auditor "
                        + auditor.exitStatus().orElseThrow().describe());
    }

    private static void lockBoth(SharedLock first, SharedLock second, SharedBarrier bothHaveOne)
            throws Exception {
        first.lock();
        try {
            bothHaveOne.await();
            second.lock();
            try {
                IO.println("has both"); // once the other is dead
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }
}
