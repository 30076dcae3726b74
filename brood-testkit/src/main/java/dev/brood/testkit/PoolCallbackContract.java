package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.TaskOptions;
import dev.brood.TaskSubmitter;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// That nothing a callback of a pool's future does harms the pool or other futures.
public abstract class PoolCallbackContract extends SharedPoolContract {
    /// For subclasses.
    protected PoolCallbackContract() {}

    @Test
    @Covers({
        "O-03",
        "E-10",
        "FutureTests.test_done_callback_raises",
        "FutureTests.test_done_callback_with_result"
    })
    void callbackThatThrows_failsOnlyWhatDependsOnIt() throws Exception {
        CompletableFuture<Integer> future = pool().submit(() -> 1);
        CompletableFuture<Integer> throwing =
                future.thenApply(_ -> {
                    throw new IllegalStateException("callback");
                });
        CompletableFuture<Integer> dying =
                future.thenApply(_ -> {
                    throw new StackOverflowError("callback");
                });
        CompletableFuture<Integer> other = future.thenApply(x -> x + 1);

        assertThatThrownBy(() -> get(throwing)).hasMessageContaining("callback");
        assertThatThrownBy(() -> get(dying)).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(get(other)).isEqualTo(2);
        assertThat(get(future)).isEqualTo(1);
        assertThat(get(pool().submit(() -> 4))).as("the pool goes on").isEqualTo(4);
    }

    @Test
    void callbacksThatBlock_holdUpNobodyElse() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Void>> blocking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            // Behind a gate, or the task may be done, and the callback then be this thread's.
            SharedEvent gate = brood().event();
            blocking.add(pool().submit(() -> gate.await()).thenAccept(_ -> awaitRelease(release)));
            gate.set();
            assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
        }
        assertThat(pool().map(numbers(1000), x -> x)).isEqualTo(numbers(1000));
        assertThat(blocking).noneMatch(CompletableFuture::isDone);

        release.countDown();
        for (CompletableFuture<Void> each : blocking) {
            get(each);
        }
    }

    /// Who waits for a future may be put to use by the pool, but not for what others have attached.
    @Test
    void callbackThatBlocks_doesNotHoldUpWhoWaitsForAnotherFuture() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        SharedEvent gate = brood().event();
        SharedEvent last = brood().event();
        CompletableFuture<Void> blocking =
                pool().submit(() -> gate.await()).thenAccept(_ -> awaitRelease(release));
        CompletableFuture<Integer> awaited =
                pool().submit(() -> {
                    last.await();
                    return 7;
                });
        FutureTask<Integer> waiter = new FutureTask<>(() -> get(awaited));
        Thread thread = Thread.ofPlatform().start(waiter);
        Await.until(LONG, "it to wait", () -> thread.getState() != Thread.State.NEW);
        gate.set();
        assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
        last.set();
        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(7);
        assertThat(blocking).isNotDone();
        release.countDown();
        get(blocking);
    }

    /// Who reads results may be put to use by the pool, but is not relied on.
    @Test
    void readerThatStops_holdsUpNobodysCallbacks() throws Exception {
        TaskSubmitter single = pool().with(TaskOptions.DEFAULTS.withChunk(1));
        for (int round = 0; round < 20; round++) {
            SharedEvent gate = brood().event();
            try (Stream<Integer> results =
                    single.streamUnordered(
                            numbers(100),
                            x -> {
                                if (x == 99) {
                                    gate.await();
                                }
                                return x;
                            })) {
                Iterator<Integer> reader = results.iterator();
                for (int i = 0; i < 99; i++) {
                    assertThat(reader.next()).isLessThan(99);
                }
                CountDownLatch called = new CountDownLatch(1);
                CompletableFuture<Void> other = pool().submit(() -> 1).thenRun(called::countDown);
                assertThat(called.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
                get(other);
                gate.set();
                assertThat(reader.next()).isEqualTo(99);
            }
        }
    }

    /// An item that, as it is encoded, waits for a task.
    static final class Asking implements Serializable {
        private static final long serialVersionUID = 1;

        private final int number;
        private final transient ProcessPool pool;

        Asking(int number, ProcessPool pool) {
            this.number = number;
            this.pool = pool;
        }

        int number() {
            return number;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            assertThat(pool.submit(() -> 1).join()).isEqualTo(1);
            out.defaultWriteObject();
        }
    }

    @Test
    void readerThatWaitsForAnotherTask_asItFeedsThePool_getsIt() throws Exception {
        List<Asking> items = numbers(200).stream().map(x -> new Asking(x, pool())).toList();
        TaskSubmitter single = pool().with(TaskOptions.DEFAULTS.withChunk(1));
        assertThat(single.map(items, Asking::number)).isEqualTo(numbers(200));
        try (Stream<Integer> results = pool().stream(items, Asking::number)) {
            assertThat(results.toList()).isEqualTo(numbers(200));
        }
        try (Stream<Integer> results = pool().streamUnordered(items, Asking::number)) {
            assertThat(results.toList()).containsExactlyInAnyOrderElementsOf(numbers(200));
        }
    }

    /// A result that, as it is decoded in the program, waits for tasks.
    static final class Asked implements Serializable {
        private static final long serialVersionUID = 1;
        private static final AtomicReference<ProcessPool> POOL = new AtomicReference<>();

        private final int number;

        Asked(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        private Object readResolve() {
            ProcessPool pool = POOL.get();
            if (pool != null) { // nothing in workers
                List<CompletableFuture<Integer>> answers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int n = i;
                    answers.add(pool.submit(() -> n));
                }
                assertThat(answers.stream().map(CompletableFuture::join).toList())
                        .isEqualTo(numbers(4));
            }
            return this;
        }
    }

    @Test
    void resultThatWaitsForOthers_asItIsDecoded_getsThem() throws Exception {
        Asked.POOL.set(pool());
        try {
            for (int i = 0; i < 20; i++) {
                int n = i;
                assertThat(get(pool().submit(() -> new Asked(n))).number()).isEqualTo(n);
            }
            List<Integer> numbers = numbers(20);
            TaskSubmitter single = pool().with(TaskOptions.DEFAULTS.withChunk(1));
            assertThat(single.map(numbers, Asked::new).stream().map(Asked::number).toList())
                    .isEqualTo(numbers);
            try (Stream<Asked> results = pool().stream(numbers, Asked::new)) {
                assertThat(results.map(Asked::number).toList()).isEqualTo(numbers);
            }
            List<CompletableFuture<Asked>> all =
                    numbers.stream().map(n -> pool().submit(() -> new Asked(n))).toList();
            for (CompletableFuture<Asked> one : all) {
                assertThat(get(one).number()).isLessThan(20);
            }
        } finally {
            Asked.POOL.set(null);
        }
    }

    /// A result whose decoding waits for another thread, which waits for a task.
    static final class AskedOfAnother implements Serializable {
        private static final long serialVersionUID = 1;
        private static final AtomicReference<ProcessPool> POOL = new AtomicReference<>();

        private Object readResolve() throws ObjectStreamException {
            ProcessPool pool = POOL.get();
            if (pool != null) { // nothing in workers
                FutureTask<Integer> other = new FutureTask<>(() -> pool.submit(() -> 7).get());
                Thread.ofPlatform().start(other);
                try {
                    return other.get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new InvalidObjectException("not asked", e);
                }
            }
            return this;
        }
    }

    @Test
    void resultThatWaitsForAnotherThread_asItIsDecoded_holdsUpNobodysTasks() throws Exception {
        AskedOfAnother.POOL.set(pool());
        try {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Object> asked = pool().submit(AskedOfAnother::new);
                assertThat(get(asked)).isEqualTo(7);
            }
        } finally {
            AskedOfAnother.POOL.set(null);
        }
    }

    @Test
    void futureCompletedByAnother_endsTheWaitForIt() throws Exception {
        SharedEvent gate = brood().event();
        for (boolean cancelled : new boolean[] {true, false}) {
            CompletableFuture<Integer> future =
                    pool().submit(() -> {
                        gate.await();
                        return 1;
                    });
            FutureTask<Integer> waiter = new FutureTask<>(future::get);
            Thread thread = Thread.ofPlatform().start(waiter);
            Await.until(
                    LONG,
                    "it to wait",
                    () ->
                            thread.getState() != Thread.State.NEW
                                    && future.state() == Future.State.RUNNING);
            if (cancelled) {
                assertThat(future.cancel(true)).isTrue();
                assertThatThrownBy(() -> waiter.get(LONG.toSeconds(), TimeUnit.SECONDS))
                        .hasCauseInstanceOf(CancellationException.class);
            } else {
                assertThat(future.complete(9)).isTrue();
                assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(9);
            }
        }
        gate.set();
    }

    @Test
    void threadsThatWaitTogether_getWhatIsTheirs() throws Exception {
        List<FutureTask<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int first = 1000 * i;
            FutureTask<Integer> waiter =
                    new FutureTask<>(() -> {
                        for (int n = first; n < first + 100; n++) {
                            int number = n;
                            CompletableFuture<Integer> twice = pool().submit(() -> 2 * number);
                            assertThat(number % 2 == 0 ? get(twice) : twice.join())
                                    .isEqualTo(2 * number);
                        }
                        return first;
                    });
            Thread.ofPlatform().start(waiter);
            waiters.add(waiter);
        }
        assertThat(pool().map(numbers(1000), x -> x)).isEqualTo(numbers(1000));
        for (FutureTask<Integer> waiter : waiters) {
            assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isNotNegative();
        }
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callbacks_mayUseThePool_andWaitForIt() throws Exception {
        ProcessPool pool = pool();
        CompletableFuture<Integer> joining =
                pool.submit(() -> 2).thenApply(x -> x + pool.submit(() -> 3).join());
        CompletableFuture<List<Integer>> mapping =
                pool.submit(() -> 2).thenApply(x -> map(pool, x));
        CompletableFuture<List<Integer>> streaming =
                pool.submit(() -> 2).thenApply(n -> pool.stream(numbers(n), x -> x).toList());
        CompletableFuture<Integer> composing =
                pool.submit(() -> 1).thenCompose(_ -> pool.submit(() -> 9));
        CompletableFuture<Integer> ofMap =
                pool.mapAsync(numbers(3), x -> x)
                        .thenApply(all -> all.size() + pool.submit(() -> 1).join());

        assertThat(get(joining)).isEqualTo(5);
        assertThat(get(mapping)).containsExactly(0, 1);
        assertThat(get(streaming)).containsExactly(0, 1);
        assertThat(get(composing)).isEqualTo(9);
        assertThat(get(ofMap)).isEqualTo(4);
    }

    private static List<Integer> map(ProcessPool pool, int n) {
        try {
            return pool.map(numbers(n), x -> x);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callbacks_maySubmitWithoutEnd_aChainOfTasks() throws Exception {
        CompletableFuture<Integer> chain = CompletableFuture.completedFuture(0);
        for (int i = 0; i < 500; i++) {
            chain = chain.thenCompose(x -> pool().submit(() -> x + 1));
        }
        assertThat(get(chain)).isEqualTo(500);
    }

    @Test
    void callback_maySubmitMoreThanThereIsRoomFor() throws Exception {
        ProcessPool pool = pool();
        get(pool.submit(() -> 1).thenCompose(_ -> submitMany(pool)));
    }

    private static CompletableFuture<Void> submitMany(ProcessPool pool) {
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            all.add(pool.submit(() -> 1));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
    }

    @Test
    void callback_mayShutThePoolDown() throws Exception {
        ProcessPool own = brood().pool(1);
        CompletableFuture<Void> shut = own.submit(() -> 1).thenAccept(_ -> own.shutdown());
        get(shut);
        assertThat(own.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callback_mayStopThePool() throws Exception {
        ProcessPool own = brood().pool(1);
        CompletableFuture<Integer> first = own.submit(() -> 1);
        CompletableFuture<Void> second = own.submit(() -> TimeUnit.HOURS.sleep(1));
        get(first.thenAccept(_ -> own.shutdownNow()));
        assertThat(second).isNotNull();
        assertThat(own.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callback_mayCloseThePool_andSeeItsEnd() throws Exception {
        ProcessPool own = brood().pool(1);
        CompletableFuture<Boolean> closed =
                own.submit(() -> 1)
                        .thenApply(_ -> {
                            own.close();
                            return own.isTerminated();
                        });
        assertThat(get(closed)).isTrue();

        ProcessPool mapping = brood().pool(1);
        CompletableFuture<Boolean> closedByMap =
                mapping.mapAsync(numbers(3), x -> x)
                        .thenApply(_ -> {
                            mapping.close();
                            return mapping.isTerminated();
                        });
        assertThat(get(closedByMap)).isTrue();
    }

    @Test
    @Covers({
        "FutureTests.test_done_callback_with_cancel",
        "FutureTests.test_done_callback_with_exception",
        "FutureTests.test_done_callback_already_successful"
    })
    void callbacks_areCalled_howeverTheFutureEnds() throws Exception {
        CompletableFuture<Integer> done = pool().submit(() -> 1);
        get(done);
        List<String> called = new ArrayList<>();
        var _ = done.whenComplete((value, _) -> called.add("already " + value));
        CompletableFuture<Integer> cancelled =
                pool().submit(() -> {
                    TimeUnit.HOURS.sleep(1);
                    return 1;
                });
        var _ = cancelled.whenComplete((_, e) -> called.add(e.getClass().getSimpleName()));
        cancelled.cancel(true);
        CompletableFuture<String> failed =
                pool().submit(() -> Integer.parseInt("x")).handle((_, e) -> e.toString());

        assertThat(called).containsExactly("already 1", "CancellationException");
        assertThat(get(failed)).startsWith("java.lang.NumberFormatException");
    }
}
