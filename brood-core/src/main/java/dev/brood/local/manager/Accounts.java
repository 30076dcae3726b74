package dev.brood.local.manager;

import dev.brood.ItemsLostException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What became of the items of a queue in the server, by the rules of [dev.brood.JoinableQueue].
/// All under the queue's mutex.
final class Accounts {
    final Condition settled;
    private final Map<Caller.Peer, Integer> inHand = new HashMap<>();
    private int unfinished;
    private int lost;
    private Caller.@Nullable Peer lastLoser;
    private Instant lostAt = Instant.EPOCH;

    Accounts(Condition settled) {
        this.settled = settled;
    }

    private static Caller.Peer peer(Caller caller) {
        return new Caller.Peer(caller.pid(), caller.process());
    }

    void put() {
        unfinished++;
    }

    void taken(Caller caller, int items) {
        if (items > 0) {
            inHand.merge(peer(caller), items, Integer::sum);
        }
    }

    /// Items have come back whose taker is gone: they were counted as lost with it.
    void takenBack(int items) {
        lost -= Math.min(lost, items);
        unfinished += items;
    }

    void dropped(int items) {
        finish(items);
    }

    void done(Caller caller) {
        Integer count = inHand.get(peer(caller));
        if (count == null) {
            throw new IllegalStateException(
                    "'%s' (pid %d) has taken no item that is not done"
                            .formatted(caller.process(), caller.pid()));
        }
        if (count == 1) {
            inHand.remove(peer(caller));
        } else {
            inHand.put(peer(caller), count - 1);
        }
        finish(1);
    }

    private void finish(int items) {
        unfinished -= items;
        if (unfinished == 0) {
            settled.signalAll();
        }
    }

    void clientGone(Session client) {
        Integer count = inHand.remove(client.peer());
        if (count != null) {
            lost += count;
            lastLoser = client.peer();
            lostAt = Instant.now();
            finish(count);
        }
    }

    boolean isSettled(ReentrantLock mutex) {
        mutex.lock();
        try {
            return unfinished == 0;
        } finally {
            mutex.unlock();
        }
    }

    boolean join(QueueServant queue, Caller caller, long deadline) throws InterruptedException {
        queue.mutex.lock();
        try {
            while (unfinished > 0) {
                if (!queue.await(settled, caller, deadline, true)) {
                    return false;
                }
            }
            Caller.Peer loser = lastLoser;
            if (lost > 0 && loser != null) {
                throw new ItemsLostException(queue.name(), lost, loser.pid(), loser.name(), lostAt);
            }
            return true;
        } finally {
            queue.mutex.unlock();
        }
    }

    int unfinished() {
        return unfinished;
    }

    int lost() {
        return lost;
    }

    int writeOff() {
        int all = lost;
        lost = 0;
        return all;
    }
}
