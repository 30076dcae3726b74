package dev.brood.local.pool;

import dev.brood.local.channel.Payload;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Takes the results of all workers, has the workers supplied again, and completes futures.
///
/// A future's callbacks run in the thread that completes it. One that blocks, on another task of
/// the same pool perhaps, must not stop all results from coming: so a thread that completes futures
/// for too long is replaced, and ends when it comes back.
final class Collector {
    private static final String THREAD = "brood-pool-results";
    private static final int BATCH = 64;
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Staff staff;
    private final WaitPoint bell;
    private final Spin spin = new Spin();

    /// Held from taking a result to telling the dispatcher, so that a worker's last results are
    /// known before its end is.
    private final ReentrantLock taking = new ReentrantLock();

    /// Results whose futures are to be completed, by whichever thread is not held up.
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile @Nullable Thread thread;
    private volatile long completingSince;
    private volatile boolean closed;

    /// A task and what came of it: a result, or what the pool found.
    ///
    /// @param forGood whether the pool's finding ends it
    private record Answer(
            PoolTask<?> task,
            @Nullable Payload result,
            @Nullable Throwable failure,
            boolean forGood) {}

    Collector(PoolState state, Dispatcher dispatcher, Staff staff) {
        this.state = state;
        this.dispatcher = dispatcher;
        this.staff = staff;
        this.bell = staff.bell().waitPoint();
    }

    /// Returns whether the calling thread is one that completes futures for some pool: it must not
    /// wait for room, since it is who makes it.
    static boolean isCollecting() {
        return Thread.currentThread().getName().equals(THREAD);
    }

    /// Begins, if it has not.
    synchronized void start() {
        if (thread == null && !closed) {
            startThread();
        }
    }

    private void startThread() {
        Thread next = Thread.ofPlatform().daemon().name(THREAD).unstarted(this::work);
        thread = next; // before it looks
        next.start();
    }

    private void work() {
        Thread self = Thread.currentThread();
        try {
            while (!closed && self.equals(thread)) {
                boolean any = false;
                for (Worker worker : state.roll()) {
                    any |= collect(worker);
                }
                complete();
                if (!any && answers.isEmpty()) {
                    dispatcher.balance();
                    await();
                }
            }
        } catch (IllegalStateException e) {
            if (!closed) {
                throw e; // else the memory was unmapped under it
            }
        }
        complete();
    }

    private boolean collect(Worker worker) {
        if (worker.results.looksEmpty()) {
            return false;
        }
        List<Payload> results;
        List<@Nullable PoolTask<?>> tasks;
        taking.lock();
        try {
            results = worker.results.takeAll(BATCH);
            tasks = dispatcher.answered(worker, results);
        } finally {
            taking.unlock();
        }
        for (int i = 0; i < results.size(); i++) {
            PoolTask<?> task = tasks.get(i);
            if (task == null) {
                state.uncompleted.decrementAndGet();
            } else {
                answers.add(new Answer(task, results.get(i), task.verdict, false));
            }
        }
        dispatcher.dispatch();
        return !results.isEmpty();
    }

    /// Takes what a worker has sent before it ended. The futures are completed elsewhere: their
    /// callbacks may take long.
    void collectLast(Worker worker) {
        while (collect(worker)) {
            // Until nothing is left.
        }
        bell.signalAll();
    }

    /// Has a future fail, or a batch end, for something that no worker has said.
    void fail(PoolTask<?> task, @Nullable Throwable failure) {
        add(new Answer(task, null, failure, false));
    }

    /// Has a future fail, or a batch end as far as it has come, whatever its policy of retries.
    void end(PoolTask<?> task, Throwable failure) {
        add(new Answer(task, null, failure, true));
    }

    private void add(Answer answer) {
        state.uncompleted.incrementAndGet();
        answers.add(answer);
        start();
        bell.signalAll();
    }

    /// Completes futures until there are none to complete, or this thread has been replaced.
    private void complete() {
        Answer answer = answers.poll();
        while (answer != null) {
            watch();
            completingSince = System.nanoTime();
            complete(answer);
            completingSince = 0;
            if (state.uncompleted.decrementAndGet() == 0) {
                dispatcher.finishIfDone();
            }
            answer = answers.poll();
        }
    }

    private void complete(Answer answer) {
        PoolTask<?> task = answer.task();
        Payload result = answer.result();
        Throwable failure = answer.failure();
        if (failure != null && answer.forGood()) {
            staff.retries().end(task, failure);
        } else if (failure != null && task.batch == null) {
            staff.retries().failed(task, failure);
        } else if (result == null || Messages.kind(result) == Messages.LAST) {
            staff.retries().batchEnded(task, Objects.requireNonNull(task.batch));
        } else {
            complete(task, result);
        }
    }

    private void complete(PoolTask<?> task, Payload result) {
        Object value;
        try {
            value = Messages.value(result);
        } catch (RuntimeException e) {
            staff.retries().failed(task, e);
            return;
        }
        if (Messages.kind(result) == Messages.VALUE) {
            task.succeed(value);
        } else {
            staff.retries()
                    .failed(
                            task,
                            value instanceof Throwable failure
                                    ? failure
                                    : new IllegalStateException(
                                            "a failure that is none: " + value));
        }
    }

    /// Has someone look whether completing takes too long.
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            staff.later(PATIENCE, this::look);
        }
    }

    private synchronized void look() {
        watched.set(false);
        long since = completingSince;
        if (since == 0 || closed) {
            return;
        }
        if (System.nanoTime() - since >= PATIENCE.toNanos()) {
            completingSince = 0;
            startThread();
        } else {
            watch();
        }
    }

    private void await() {
        int limit = spin.limit();
        for (int i = 0; i < limit; i++) {
            if (hasResults() || !answers.isEmpty()) {
                spin.succeededAfter(i);
                return;
            }
            Thread.onSpinWait();
        }
        spin.failed();
        long ticket = bell.enter();
        try {
            if (!hasResults() && answers.isEmpty() && !closed) {
                bell.await(ticket, Deadline.NEVER, false);
            }
        } finally {
            bell.leave(ticket);
        }
    }

    private boolean hasResults() {
        for (Worker worker : state.roll()) {
            if (!worker.results.looksEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// Ends, without waiting for callbacks.
    void close() {
        closed = true;
        bell.signalAll();
    }
}
