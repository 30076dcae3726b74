package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.EncodingException;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.SharedEvent;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// How the methods of a shared object are called through every engine's [Manager]: what a call
/// throws, that it holds up no other, that it is interrupted, and calls without waiting. Rows G-14
/// and W-03 of CPython's `multiprocessing`, and its tests `_TestMyManager`.
public abstract class ManagerCallsContract extends SharedManagerContract {
    /// For subclasses.
    protected ManagerCallsContract() {}

    // ---- that are waited for

    @Test
    @Covers({"G-14", "_TestMyManager.test_mymanager"})
    void failures_ofTheObject_areThrownAsTheyAre_withBothStacks() {
        Counter counter = counter(0);
        assertThatThrownBy(counter::fail)
                .isInstanceOf(IOException.class)
                .hasMessage("no paper")
                .satisfies(e ->
                        assertThat(e.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("fail"))
                                .anyMatch(frame ->
                                        frame.getMethodName().contains("manager 'registry'"))
                                .anyMatch(frame ->
                                        frame.getMethodName().startsWith("failures_ofTheObject")));
        assertThatThrownBy(counter::thread)
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("result → java.lang");
        assertThat(counter.increment()).as("the connection is whole").isEqualTo(1);
        ManagedMap<String, Object> map = manager.map();
        assertThatThrownBy(() -> map.put("key", new Object()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("argument");
        assertThat(map).isEmpty();
    }

    @Test
    @Covers("G-14")
    void calls_thatWait_doNotHoldUpOthers_andAreInterrupted() throws Exception {
        Counter counter = counter(0);
        FutureTask<String> sleeper =
                new FutureTask<>(() -> {
                    try {
                        counter.sleep();
                        return "awake";
                    } catch (InterruptedException e) {
                        return "interrupted, status " + Thread.currentThread().isInterrupted();
                    }
                });
        Thread thread = Thread.ofVirtual().start(sleeper);
        for (int i = 1; i <= 100; i++) {
            assertThat(counter.increment()).isEqualTo(i);
        }
        assertThat(sleeper.isDone()).isFalse();
        thread.interrupt();
        assertThat(sleeper.get(60, TimeUnit.SECONDS)).isEqualTo("interrupted, status false");

        Thread.currentThread().interrupt();
        assertThat(counter.increment()).isEqualTo(101);
        assertThat(Thread.interrupted()).as("kept by a call that knows no interrupts").isTrue();
    }

    @Test
    @Covers("W-03")
    void threads_ofOneProcess_shareItsConnection() throws Exception {
        Counter counter = counter(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(
                    builder.start(() -> {
                        for (int j = 0; j < 200; j++) {
                            counter.increment();
                        }
                    }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(counter.value()).isEqualTo(1600);
    }

    // ---- that are not

    @Test
    @Covers("G-14")
    void asynchronousCalls_areUnderWayAtOnce() throws Exception {
        Counter counter = counter(0);
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(counter.incrementLater());
            futures.add(manager.async(counter, Counter::increment));
        }
        for (CompletableFuture<Integer> future : futures) {
            assertThat(future.get(60, TimeUnit.SECONDS)).isBetween(1, 400);
        }
        assertThat(counter.value()).isEqualTo(400);

        CompletableFuture<Object> failed =
                manager.async(
                        counter,
                        each -> {
                            each.fail();
                            return null;
                        });
        assertThatThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> manager.async(counter, _ -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exactly one call");
    }

    @Test
    void asynchronousCalls_ofOneThreadToOneObject_keepTheirOrder() throws Exception {
        ManagedList<Integer> list = manager.list();
        ManagedMap<String, Integer> map = manager.map();
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 300; i++) {
            int number = i;
            last = manager.async(list, each -> each.add(number));
            if (i % 50 == 0) { // not quick: the others must not overtake it
                last = manager.async(map, each -> each.merge("sum", number, Integer::sum));
            } else {
                last = manager.async(map, each -> each.put("sum", number));
            }
        }
        last.get(60, TimeUnit.SECONDS);
        assertThat(list).hasSize(300).isSorted();
        assertThat(map.get("sum")).isEqualTo(299);
    }

    @Test
    void asynchronousCalls_areCompleted_whileAnotherThreadWaits() throws Exception {
        Counter counter = counter(0);
        SharedQueue<String> queue = manager.queue(1);
        FutureTask<String> taker = new FutureTask<>(queue::take);
        CompletableFuture<Integer> first = manager.async(counter, Counter::increment);
        Thread.ofPlatform().start(taker);
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        for (int i = 2; i < 20; i++) {
            assertThat(manager.async(counter, Counter::increment).get(60, TimeUnit.SECONDS))
                    .isEqualTo(i);
            assertThat(counter.value()).isEqualTo(i);
        }
        assertThat(taker.isDone()).isFalse();
        queue.put("taken");
        assertThat(taker.get(60, TimeUnit.SECONDS)).isEqualTo("taken");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callbacks_ofFutures_mayCallAndBlock() throws Exception {
        Counter counter = counter(0);
        CountDownLatch go = new CountDownLatch(1);
        // Behind a gate, or the call may be done, and the callback then be this thread's.
        SharedEvent gate = manager.event();
        CompletableFuture<Integer> blocked =
                manager.async(
                                gate,
                                each -> {
                                    each.await();
                                    return 0;
                                })
                        .thenApply(_ -> {
                            awaitQuietly(go);
                            return counter.increment();
                        });
        gate.set();
        assertThat(manager.async(counter, Counter::increment).get(60, TimeUnit.SECONDS))
                .isEqualTo(1);
        go.countDown();
        assertThat(blocked.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    @Covers("G-14")
    void cancelling_aFuture_interruptsTheCall() throws Exception {
        Counter counter = counter(0);
        CompletableFuture<Object> sleep =
                manager.async(
                        counter,
                        each -> {
                            each.sleep();
                            return null;
                        });
        assertThat(sleep.cancel(true)).isTrue();
        assertThat(counter.increment()).isEqualTo(1);
    }
}
