package dev.brood.local.pool;

import dev.brood.local.channel.Payload;

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
