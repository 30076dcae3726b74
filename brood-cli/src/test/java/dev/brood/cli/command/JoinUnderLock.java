package dev.brood.cli.command;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.SharedLock;

/// A program that hangs: it joins a child that waits for a lock which the program has. Prints its
/// own pid, the child's, and its tree's name.
final class JoinUnderLock {
    private JoinUnderLock() {}

    @SuppressWarnings("LockNotBeforeTry") // it never comes to an unlock
    static void main() throws Exception {
        Brood brood = Brood.local();
        SharedLock accounts = brood.newLock().name("accounts").open();
        Pipe pipe = brood.newPipe().name("news").open();
        Connection theirs = pipe.second();
        pipe.first().send("one");
        accounts.lock();
        ChildProcess worker =
                brood.process()
                        .name("worker")
                        .start(() -> {
                            theirs.send("two");
                            accounts.lock();
                        });
        long self = ProcessHandle.current().pid();
        IO.println("%d %d %s".formatted(self, worker.pid(), brood.diagnose().tree()));
        worker.join();
    }
}
