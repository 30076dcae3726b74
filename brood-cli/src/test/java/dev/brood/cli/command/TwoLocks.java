package dev.brood.cli.command;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;

/// A program that hangs: two processes take two locks in opposite order. Prints their pids and its
/// tree's name.
final class TwoLocks {
    private TwoLocks() {}

    static void main() throws Exception {
        Brood brood = Brood.local();
        SharedLock accounts = brood.newLock().name("accounts").open();
        SharedLock journal = brood.newLock().name("journal").open();
        SharedQueue<String> orders = brood.<String>newQueue().capacity(3).name("orders").open();
        SharedBarrier both = brood.barrier(2);
        orders.put("one");
        ChildProcess booker = start(brood, "booker", accounts, journal, both);
        ChildProcess auditor = start(brood, "auditor", journal, accounts, both);
        IO.println("%d %d %s".formatted(booker.pid(), auditor.pid(), brood.diagnose().tree()));
        booker.join();
    }

    @SuppressWarnings("LockNotBeforeTry") // it never comes to an unlock
    private static ChildProcess start(
            Brood brood, String name, SharedLock first, SharedLock second, SharedBarrier both) {
        return brood.process()
                .name(name)
                .start(() -> {
                    first.lock();
                    both.await();
                    second.lock();
                });
    }
}
