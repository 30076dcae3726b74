package dev.brood.local.pool;

import dev.brood.local.channel.Payload;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Takes the results of all workers, has the workers supplied again, and completes futures.
///
/// A future's callbacks run in the thread that completes it. One that blocks, on another task of
/// the same pool perhaps, must not stop all results from coming: so a thread that completes futures
/// for too long, or waits for one of this pool's itself, is replaced, and ends when it comes back.
/// No other thread of the pool completes any. Nor does the pool's end wait for one that blocks: it
/// may be waiting for that end.
final class Collector {
    private static final String THREAD = "brood-pool-results";
    private static final int BATCH = 64;

    /// With so many threads, most of them in callbacks that wait, one more is started with
    /// patience.
    private static final int MANY = 16;

    private final PoolState state;
    private final Dispatcher dispatcher;
    private final Bell bells;
    private final WaitPoint bell;
    private final Helper helper;
    private final Spin spin = new Spin();

    /// Held from taking a result to telling the dispatcher, so that a worker's last results are
    /// known before its end is.
    private final ReentrantLock taking = new ReentrantLock();

    /// Results whose futures are to be completed, by whichever thread is not held up.
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    private final Notices notices;
    private final Completing completing; // of the thread:
    private volatile @Nullable Thread thread;

    private volatile boolean closed;
    private int looking; // threads; guarded by this
    private boolean freed; // guarded by this

    Collector(PoolState state, Dispatcher dispatcher, Staff staff, boolean prefixed) {
        this.notices = new Notices(state, staff, prefixed, this::announce);
        this.state = state;
        this.dispatcher = dispatcher;
        this.bells = staff.bell();
        this.bell = bells.forCollector();
        this.helper = new Helper(this, bells, staff);
        this.completing = new Completing(staff, this::replace);
    }

    Helper helper() {
        return helper;
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
                boolean any = helper.isAbsent() && collectAll(null);
                complete();
                // One that was replaced as it completed must not wait: it would eat a wake-up.
                if (!any && answers.isEmpty() && self.equals(thread)) {
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
            bells.free();
        }
    }

    /// Recovers what it shares with workers: one has died.
    synchronized void recover() {
        if (!freed) {
            bells.recover();
        }
    }

    private boolean collectAll(@Nullable Helped helped) {
        boolean any = false;
        for (Worker worker : state.roll()) {
            any |= collect(worker, helped);
            if (helped != null && !helper.complete()) {
                return true;
            }
        }
        return any;
    }

    private boolean collect(Worker worker, @Nullable Helped helped) {
        return worker.hasResults() && take(worker, helped);
    }

    private boolean take(Worker worker, @Nullable Helped helped) {
        List<Payload> messages;
        List<Payload> results;
        List<@Nullable PoolTask<?>> tasks;
        taking.lock();
        try {
            if (worker.isDiscarded()) {
                return false;
            }
            messages = worker.results.takeAll(BATCH);
            CrashPoint.reach("collector.taken");
            results = notices.sift(worker, messages);
            tasks = dispatcher.answered(worker, results);
        } finally {
            taking.unlock();
        }
        CrashPoint.reach("collector.told");
        dispatcher.dispatch();
        // If more is uncompleted, what came before these may have to be completed before them.
        boolean direct = helped != null && state.uncompleted.get() == results.size();
        for (int i = 0; i < results.size(); i++) {
            PoolTask<?> task = tasks.get(i);
            if (task == null) {
                completed();
                continue;
            }
            Answer answer = new Answer(task, results.get(i), task.verdict, false);
            if (direct && helped != null && answer.isHarmlessTo(helped)) {
                helper.add(answer);
            } else {
                answers.add(answer);
            }
        }
        if (helped != null && !answers.isEmpty()) {
            VarHandle.fullFence();
            bell.signal(1);
        }
        return !messages.isEmpty();
    }

    /// As the collector's thread does, for one that waits for something, until its turn is over.
    ///
    /// @return whether there was anything
    boolean collectHelping(Helped helped) {
        try {
            return collectAll(helped);
        } catch (IllegalStateException e) {
            if (!closed) {
                throw e; // else the memory was unmapped under it
            }
            return false;
        }
    }

    /// Announces a thread that will look at the bell; to be followed by [#exit].
    ///
    /// @return false if there is nothing to look at any more
    synchronized boolean enter() {
        looking += closed ? 0 : 1;
        return !closed;
    }

    void exit() {
        stopLooking();
    }

    boolean isOpen() {
        return !closed;
    }

    void balance() {
        dispatcher.balance();
    }

    /// Takes what a worker has sent before it ended. The futures are completed elsewhere: their
    /// callbacks may take long.
    void collectLast(Worker worker) {
        while (take(worker, null)) {
            // Until nothing is left, and whoever has just taken something has told of it.
        }
        wake();
    }

    /// Has a future fail, or a batch end, for something that no worker has said.
    void fail(PoolTask<?> task, @Nullable Throwable failure) {
        add(new Answer(task, null, failure, false));
    }

    /// Under the pool's lock, under which they have ceased to be tasks to do, so that the pool does
    /// not count as over before these are completed: has futures fail, or batches end as far as
    /// they have come, whatever their policy of retries.
    ///
    /// @param failure of each
    void end(Collection<PoolTask<?>> tasks, Function<PoolTask<?>, Throwable> failure) {
        state.uncompleted.addAndGet(tasks.size());
        for (PoolTask<?> task : tasks) {
            hand(new Answer(task, null, failure.apply(task), true));
        }
        if (!tasks.isEmpty()) {
            call();
        }
    }

    /// Has something printed or logged: before the results that are added after it, unless it holds
    /// its thread up.
    private void announce(Runnable notice) {
        state.uncompleted.incrementAndGet();
        answers.add(new Answer(notice));
    }

    private void add(Answer answer) {
        state.uncompleted.incrementAndGet();
        hand(answer);
        call();
    }

    /// Leaves its thread something to complete; to be followed by [#call].
    void hand(Answer answer) {
        answers.add(answer);
    }

    /// Has its thread look.
    void call() {
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
            answer = completing.complete(answer) ? answers.poll() : null;
        }
    }

    /// Told of each result that its future has been completed, or that nothing is to wait for that.
    void completed() {
        if (state.uncompleted.decrementAndGet() == 0) {
            dispatcher.finishIfDone();
        }
    }

    /// Has the calling thread replaced, if it is the one that completes futures: it is going to
    /// wait for one of them, in a callback perhaps.
    void replaceCaller() {
        if (Thread.currentThread().equals(thread) && !areMany()) {
            completing.giveUp();
        }
    }

    private synchronized boolean areMany() {
        return looking >= MANY;
    }

    private synchronized boolean replace(Answer held) {
        boolean replaced = !closed && completing.take(held);
        if (replaced) {
            startThread();
        }
        return replaced;
    }

    private void await() {
        if (spin.sees(() -> !isNeeded())) {
            return;
        }
        long ticket = bell.enter();
        long until = helper.sleepUntil();
        try {
            if (!isNeeded() && !closed) {
                bell.await(ticket, until, false);
            }
        } finally {
            bell.leave(ticket);
        }
        if (until != Deadline.NEVER && Deadline.remaining(until) <= 0) {
            helper.relieve();
        }
    }

    private boolean isNeeded() {
        return !answers.isEmpty() || (helper.isAbsent() && workersHaveResults());
    }

    /// Returns whether there is something to take or to complete: a hint.
    boolean hasResults() {
        return !answers.isEmpty() || workersHaveResults();
    }

    /// Returns whether there is something to take: a hint.
    boolean workersHaveResults() {
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
            helper.wake();
        }
    }
}
