package dev.brood.local.pool;

import dev.brood.local.channel.Payload;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// Takes the results of all workers, has the workers supplied again, and completes futures.
///
/// A future's callbacks run in the thread that completes it. One that blocks, on another task of
/// the same pool perhaps, must not stop all results from coming: so a thread that completes futures
/// for too long is replaced, and ends when it comes back. No other thread of the pool completes
/// any. Nor does the pool's end wait for one that blocks: it may be waiting for that end.
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

    private final Notices notices;
    private final AtomicBoolean watched = new AtomicBoolean();
    private volatile @Nullable Thread thread;

    /// What [#thread] completes; null between two.
    private final AtomicReference<@Nullable Answer> completing = new AtomicReference<>();

    private volatile boolean closed;
    private int looking; // threads; guarded by this
    private boolean freed; // guarded by this

    /// A task and what came of it: a result, or what the pool found. Or a notice, that is something
    /// to print or log in its turn.
    private static final class Answer {
        final @Nullable PoolTask<?> task;
        final @Nullable Runnable notice;
        final @Nullable Payload result;
        final @Nullable Throwable failure;

        /// Whether the pool's finding ends it.
        final boolean forGood;

        /// When its completion began.
        volatile long since;

        /// The pool's end does not wait for it any more.
        private final AtomicBoolean counted = new AtomicBoolean();

        Answer(Runnable notice) {
            this.task = null;
            this.notice = notice;
            this.result = null;
            this.failure = null;
            this.forGood = false;
        }

        Answer(
                PoolTask<?> task,
                @Nullable Payload result,
                @Nullable Throwable failure,
                boolean forGood) {
            this.task = task;
            this.notice = null;
            this.result = result;
            this.failure = failure;
            this.forGood = forGood;
        }
    }

    Collector(PoolState state, Dispatcher dispatcher, Staff staff, boolean prefixed) {
        this.notices = new Notices(state, staff, prefixed, this::announce);
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
        looking++;
        next.start();
    }

    private void work() {
        try {
            look(Thread.currentThread());
        } finally {
            stopLooking();
        }
        complete();
    }

    private void look(Thread self) {
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
    }

    /// Gives the bell back when no thread of this pool looks at it any more: what is made of its
    /// memory next must not be written to.
    private synchronized void stopLooking() {
        looking--;
        freeBellIfUnused();
    }

    private void freeBellIfUnused() {
        if (closed && looking == 0 && !freed) {
            freed = true;
            staff.bell().free();
        }
    }

    /// Recovers what it shares with workers: one has died.
    synchronized void recover() {
        if (!freed) {
            bell.recover();
        }
    }

    private boolean collect(Worker worker) {
        if (!worker.hasResults()) {
            return false;
        }
        List<Payload> messages;
        List<Payload> results;
        List<@Nullable PoolTask<?>> tasks;
        taking.lock();
        try {
            if (worker.isDiscarded()) {
                return false;
            }
            messages = worker.results.takeAll(BATCH);
            results = notices.sift(worker, messages);
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
        return !messages.isEmpty();
    }

    /// Takes what a worker has sent before it ended. The futures are completed elsewhere: their
    /// callbacks may take long.
    void collectLast(Worker worker) {
        while (collect(worker)) {
            // Until nothing is left.
        }
        wake();
    }

    /// Has a future fail, or a batch end, for something that no worker has said.
    void fail(PoolTask<?> task, @Nullable Throwable failure) {
        add(new Answer(task, null, failure, false));
    }

    /// Has a future fail, or a batch end as far as it has come, whatever its policy of retries.
    void end(PoolTask<?> task, Throwable failure) {
        add(new Answer(task, null, failure, true));
    }

    /// Has something printed or logged: before the results that are added after it, unless it holds
    /// its thread up.
    private void announce(Runnable notice) {
        state.uncompleted.incrementAndGet();
        answers.add(new Answer(notice));
    }

    private void add(Answer answer) {
        state.uncompleted.incrementAndGet();
        answers.add(answer);
        start();
        wake();
    }

    private void wake() {
        VarHandle.fullFence(); // the answers before the look for waiters
        bell.signalAll();
    }

    /// Gives the rings of a worker back that has ended, when no one is in them.
    void discard(Worker worker) {
        taking.lock();
        try {
            worker.discard();
        } finally {
            taking.unlock();
        }
    }

    /// Completes futures until there are none to complete, or this thread has been replaced.
    private void complete() {
        Answer answer = Thread.currentThread().equals(thread) ? answers.poll() : null;
        while (answer != null) {
            answer.since = System.nanoTime();
            completing.set(answer);
            watch();
            complete(answer);
            boolean replaced = !completing.compareAndSet(answer, null);
            count(answer);
            answer = replaced ? null : answers.poll();
        }
    }

    private void complete(Answer answer) {
        if (answer.notice != null) {
            answer.notice.run();
            return;
        }
        PoolTask<?> task = Objects.requireNonNull(answer.task);
        Payload result = answer.result;
        Throwable failure = answer.failure;
        if (failure != null && answer.forGood) {
            staff.retries().end(task, failure);
        } else if (failure != null && task.batch == null) {
            staff.retries().failed(task, failure);
        } else if (result == null || Messages.kind(result) == Messages.LAST) {
            staff.retries().batchEnded(task, Objects.requireNonNull(task.batch));
        } else {
            complete(task, result);
        }
    }

    private void count(Answer answer) {
        if (answer.counted.compareAndSet(false, true) && state.uncompleted.decrementAndGet() == 0) {
            dispatcher.finishIfDone();
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

    private void look() {
        watched.set(false);
        Answer held = completing.get();
        if (held == null || closed) {
            return;
        }
        if (System.nanoTime() - held.since < PATIENCE.toNanos()) {
            watch();
        } else if (replace(held)) {
            release(held); // without the monitor, which others take under the pool's lock
        }
    }

    private synchronized boolean replace(Answer held) {
        boolean replaced = !closed && completing.compareAndSet(held, null);
        if (replaced) {
            startThread();
        }
        return replaced;
    }

    /// Has the pool's end no longer wait for a callback, which may be waiting for that end; but for
    /// the future's value, if that is still being decoded.
    private void release(Answer held) {
        if (held.task == null || held.task.future.isDone()) {
            count(held);
        } else if (!held.counted.get()) {
            staff.later(PATIENCE, () -> release(held));
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
        if (!answers.isEmpty()) {
            return true;
        }
        for (Worker worker : state.roll()) {
            if (worker.hasResults()) {
                return true;
            }
        }
        return false;
    }

    /// Ends, without waiting for callbacks.
    synchronized void close() {
        closed = true;
        freeBellIfUnused();
        if (!freed) {
            bell.signalAll();
        }
    }
}
