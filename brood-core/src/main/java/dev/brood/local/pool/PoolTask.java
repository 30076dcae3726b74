package dev.brood.local.pool;

import dev.brood.TaskOptions;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// One task on its way through a pool. All but the constants is guarded by the pool's lock.
///
/// | state | meaning | goes to | when |
/// |---|---|---|---|
/// | READY | no worker has it | HANDING | a worker is chosen |
/// | HANDING | a thread is writing it to that worker's ring | HANDED | it is there |
/// | | | DONE | there is no memory for it |
/// | HANDED | in the worker's ring, or running | DONE | its result is here, or the worker died running it |
/// | | | READY | the worker died before it began, it was taken back, or it is a batch of which a part has not run |
/// | DONE | nothing is to be done for it any more | READY | it failed and is to run again ([Retries]) |
/// | | | WAITING | as before, after a while |
/// | WAITING | will run again | READY | the while is over |
///
/// A task that was given up is DONE at once in READY, and in HANDED if it can be taken back; else
/// it stays what it is until the worker is rid of it.
///
/// @param <T> the result
final class PoolTask<T extends @Nullable Object> implements NotBegun {
    enum State {
        READY,
        HANDING,
        HANDED,
        DONE,
        WAITING
    }

    /// Whose task it is.
    enum Kind {
        /// One that was submitted: its future is in the hands of who did.
        OWN,
        /// A batch of a stream, which sends another when it sees fit.
        STREAM,
        /// A batch of a `map`, all of whose items were submitted when it was called.
        CALL
    }

    private static final Duration LONGEST = Duration.ofDays(365 * 100);

    final long id;
    final TaskOptions options;
    final Kind kind;

    /// How many tasks of the user's it is.
    final int weight;

    final PoolFuture<T> future = new PoolFuture<>(this);
    private final Dispatcher dispatcher;
    private final Callable<T> work;
    private final long timeoutNanos;

    /// What the future gets when the task succeeds, whatever the worker returned; or null for that.
    private final @Nullable Object fixedResult;

    State state = State.READY;
    boolean givenUp;
    boolean interruptWanted;

    /// What the pool has found to be the outcome while a worker still runs it: its time is over.
    @Nullable Throwable verdict;

    /// The items' outcomes, if it is a batch.
    final @Nullable BatchLedger batch;

    /// Earlier failures, by item; of a task that is no batch, under 0. Of the thread that
    /// completes.
    final Map<Integer, List<Throwable>> earlier = new HashMap<>(0);

    @Nullable Payload payload;
    @Nullable Worker worker;
    long handedAt;

    /// When it was submitted.
    long readyAt;

    /// What its worker has told of it when it answered, and who that was; 0 and null if none has.
    long waitedNanos;

    long ranNanos;
    @Nullable Worker answeredBy;

    /// How large it and its result were.
    long bytes;

    PoolTask(
            Dispatcher dispatcher,
            long id,
            Kind kind,
            TaskOptions options,
            Callable<T> work,
            @Nullable Object fixedResult) {
        this.dispatcher = dispatcher;
        this.id = id;
        this.kind = kind;
        this.options = options;
        this.timeoutNanos = nanos(options.timeout());
        this.weight = work instanceof Batch batch ? Math.max(1, batch.items().length) : 1;
        this.work = work;
        this.fixedResult = fixedResult;
        this.batch = work instanceof Batch items ? new BatchLedger(items.items().length) : null;
    }

    /// Returns whether it may run again, so that its message is kept until it is done.
    boolean mayRunAgain() {
        return batch != null || options.retry().times() > 0;
    }

    /// Returns how long it may run, or each of its items.
    ///
    /// @return in nanoseconds, 0 for as long as it takes
    long timeoutNanos() {
        return timeoutNanos;
    }

    /// Returns whether nobody waits for its result alone, and no time is watched that ends with it:
    /// then its worker need not tell of it at once.
    boolean isQuiet() {
        return kind == Kind.CALL && timeoutNanos == 0;
    }

    private static long nanos(@Nullable Duration timeout) {
        if (timeout == null) {
            return 0;
        }
        return timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos();
    }

    /// Returns what people call it.
    String name() {
        String name = options.name();
        return name == null ? "task " + id : name;
    }

    Insight insight() {
        return dispatcher.insight();
    }

    /// Has the calling thread take results until the future is complete, if it may.
    void help(long deadline) throws InterruptedException {
        dispatcher.helper().help(future, deadline);
    }

    /// The future is complete.
    void nudge() {
        dispatcher.helper().nudge(future);
    }

    /// Called when its future was completed by another than the pool.
    void giveUp(boolean mayInterruptIfRunning) {
        dispatcher.giveUp(this, mayInterruptIfRunning);
    }

    /// Completes the future with what a worker has sent.
    @SuppressWarnings({"unchecked", "NullAway"}) // the result of a Callable<T>
    void succeed(@Nullable Object value) {
        future.succeed((T) (fixedResult == null ? value : fixedResult));
    }

    /// Runs the work here, for one who got it from `shutdownNow`.
    @Override
    public void run() {
        try {
            future.succeed(work.call());
        } catch (Throwable e) {
            future.fail(e);
        }
    }

    @Override
    public Callable<?> work() {
        return work;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the result of the same work
    public void finish(@Nullable Object result, @Nullable Throwable failure) {
        if (failure == null) {
            future.succeed((T) result);
        } else {
            future.fail(failure);
        }
    }

    /// Returns what it is called in short.
    String label() {
        String name = options.name();
        return name == null ? "task " + id : name;
    }

    @Override
    public String toString() {
        String name = options.name();
        return name == null ? "task " + id : "task '" + name + "' (" + id + ")";
    }
}
