package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Takes tasks back that workers were handed and have not begun. Under the pool's lock.
final class Recall {
    private final PoolState state;

    Recall(PoolState state) {
        this.state = state;
    }

    /// Under the lock: what a worker has not begun goes to others, since the task that it runs is
    /// being stopped, which may cost it.
    void relieve(Worker worker, PoolTask<?> running) {
        worker.stopping = running;
        takeBackAll(worker);
    }

    /// Under the lock: takes back what a worker has not begun.
    void takeBackAll(Worker worker) {
        List<Payload> notBegun = new ArrayList<>();
        List<Payload> some = worker.tasks.takeAll(Integer.MAX_VALUE);
        while (!some.isEmpty()) {
            notBegun.addAll(some);
            some = worker.tasks.takeAll(Integer.MAX_VALUE);
        }
        notBegun.reversed().forEach(payload -> makeReady(worker, payload));
    }

    /// Under the lock, nothing being ready: takes back a task for a worker that has nothing to do.
    ///
    /// @return false if there is no such worker, or no such task
    boolean takeBackForIdle() {
        Worker from = overloaded();
        Payload payload = from == null ? null : from.tasks.tryTake();
        if (from == null || payload == null) {
            return false;
        }
        makeReady(from, payload);
        return true;
    }

    /// Returns the busiest worker; if none has more than it can begin, one that has never answered:
    /// it may still be booting, which an idle one that has answered has behind it.
    ///
    /// @return null if there is none, or no worker that has nothing to do
    private @Nullable Worker overloaded() {
        Worker busiest = null;
        Worker coming = null;
        boolean anyIdle = false;
        boolean anyProven = false;
        for (Worker worker : state.workers) {
            int load = worker.inHand.size();
            boolean idle = load == 0 && !worker.dismissed;
            anyIdle |= idle;
            anyProven |= idle && worker.hasAnswered;
            if (load > 1 && (busiest == null || load > busiest.inHand.size())) {
                busiest = worker;
            }
            if (load == 1 && !worker.hasAnswered && !worker.dismissed) {
                coming = worker;
            }
        }
        return anyIdle && busiest != null ? busiest : anyProven ? coming : null;
    }

    /// Under the lock: a task comes back that a worker has not begun.
    void makeReady(Worker from, Payload payload) {
        PoolTask<?> task = from.release(Messages.id(payload));
        if (task != null) {
            task.payload = payload;
            task.worker = null;
            task.state = PoolTask.State.READY;
            state.ready.addFirst(task);
        }
    }
}
