package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What every engine's [SharedEvent] and [SharedLatch] do: row L-11 of CPython's `multiprocessing`,
/// and its tests `_TestEvent`.
@SuppressWarnings("WaitNotInLoop") // they do not return before it is so
public abstract class SharedEventContract extends EngineContract {
    private static final int MANY = 10_000;

    /// For subclasses.
    protected SharedEventContract() {}

    @Test
    @Covers({"L-11", "_TestEvent.test_event"})
    void event_setAndClear_isSeenByAll() throws Exception {
        SharedEvent event = brood().event();
        assertThat(event.isSet()).isFalse();
        long start = System.nanoTime();
        assertThat(event.await(SHORT)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(event.await(0, TimeUnit.SECONDS)).isFalse();
        event.set();
        event.set();
        assertThat(event.isSet()).isTrue();
        assertThat(event.await(Duration.ZERO)).isTrue();
        event.await();
        event.clear();
        event.clear();
        assertThat(event.isSet()).isFalse();
        ChildProcess child = brood().start(() -> event.set());
        assertThat(event.await(LONG)).isTrue();
        child.join();
    }

    @Test
    void names_areKept_orGiven() {
        assertThat(brood().event("go").name()).isEqualTo("go");
        assertThat(brood().event().name()).startsWith("event-");
        assertThat(brood().latch("rest", 1).name()).isEqualTo("rest");
        assertThat(brood().latch(1).name()).startsWith("latch-");
        assertThat(brood().readWriteLock("table").name()).isEqualTo("table");
        assertThat(brood().readWriteLock().name()).startsWith("read-write-lock-");
    }

    @Test
    @Covers("_TestEvent.test_repr")
    void toString_tellsWhetherItIsSet() {
        SharedEvent event = brood().event();
        assertThat(event.toString()).contains(event.name()).contains("(not set)");
        event.set();
        assertThat(event.toString()).contains("(set)");
    }

    @Test
    void event_setAndClearedAtOnce_letsThoseGoWhoWaited() throws Exception {
        SharedEvent event = brood().event();
        SharedQueue<String> gone = brood().queue(3);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(
                    brood().start(() -> {
                        event.await();
                        gone.put("gone");
                    }));
        }
        Await.until(LONG, "all to wait", () -> event.waiting() == 3);
        event.set();
        event.clear();
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
        }
        assertThat(gone).hasSize(3);
        assertThat(event.await(Duration.ZERO)).isFalse();
    }

    @Test
    void event_awaitedByTenThousandVirtualThreads_wakesAll() throws Exception {
        SharedEvent event = brood().event();
        CountDownLatch gone = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    event.await();
                    gone.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        Await.until(LONG, "all to wait", () -> event.waiting() == MANY);
        event.set();
        assertThat(gone.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /// As many at an event and as many at a queue, at the same time: neither keeps the other
    /// waiting.
    @Test
    void eventAndQueue_awaitedByTenThousandVirtualThreads_wakeAll() throws Exception {
        SharedEvent event = brood().event();
        SharedQueue<Integer> queue = brood().queue(100);
        AtomicInteger begun = new AtomicInteger();
        AtomicLong sum = new AtomicLong();
        CountDownLatch gone = new CountDownLatch(2 * MANY);
        for (int i = 0; i < MANY; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    event.await();
                    gone.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            Thread.startVirtualThread(() -> {
                try {
                    begun.incrementAndGet();
                    sum.addAndGet(queue.take());
                    gone.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        Await.until(LONG, "all to wait", () -> event.waiting() == MANY && begun.get() == MANY);
        ChildProcess child =
                brood().start(() -> {
                    event.set();
                    for (int i = 0; i < MANY; i++) {
                        queue.put(i);
                    }
                });
        assertThat(gone.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(sum.get()).isEqualTo(MANY * (MANY - 1L) / 2);
        assertThat(child.join(LONG)).isTrue();
        assertThat(queue).isEmpty();
        queue.close();
        event.close();
    }

    @Test
    void event_interruptedOrClosed_endsTheWait() throws Exception {
        SharedEvent event = brood().event();
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    try {
                        event.await();
                        return false;
                    } catch (InterruptedException _) {
                        return true;
                    }
                });
        Thread thread = Thread.ofPlatform().start(interrupted);
        FutureTask<Boolean> closed =
                new FutureTask<>(() -> {
                    try {
                        event.await();
                        return false;
                    } catch (ClosedException _) {
                        return true;
                    }
                });
        Thread.ofVirtual().start(closed);
        Await.until(LONG, "both to wait", () -> event.waiting() == 2);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        event.close();
        assertThat(closed.get()).isTrue();
        assertThatThrownBy(event::set)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining(event.name());
        assertThatThrownBy(event::isSet).isInstanceOf(ClosedException.class);
        assertThat(event.waiting()).isZero();
    }

    @Test
    void event_waiterKilled_othersGoOn() throws Exception {
        SharedEvent event = brood().event();
        ChildProcess victim = brood().start(() -> event.await());
        ChildProcess other = brood().start(() -> event.await());
        Await.until(LONG, "both to wait", () -> event.waiting() == 2);
        victim.kill();
        victim.join();
        event.set();
        assertThat(other.join(LONG)).isTrue();
        assertThat(other.failure()).isEmpty();
    }

    @Test
    void event_setterDiesBeforeItWakes_wakesAll() throws Exception {
        SharedEvent event = brood().event();
        FutureTask<Boolean> waiter = new FutureTask<>(() -> event.await(LONG));
        Thread.ofPlatform().start(waiter);
        Await.until(LONG, "one to wait", () -> event.waiting() == 1);
        brood().process().systemProperty("brood.crash", "event.set").start(() -> event.set());
        assertThat(waiter.get()).isTrue();
    }

    @Test
    void latch_countedDown_letsAllGo() throws Exception {
        SharedLatch latch = brood().latch(3);
        assertThat(latch.await(SHORT)).isFalse();
        SharedQueue<Object> queue = brood().queue(1);
        queue.put(List.of(latch));
        assertThat(queue.take()).isEqualTo(List.of(latch));
        ChildProcess waiter = brood().start(() -> latch.await());
        for (int i = 3; i > 0; i--) {
            assertThat(latch.count()).isEqualTo(i);
            brood().start(() -> latch.countDown()).join();
        }
        assertThat(latch.await(LONG)).isTrue();
        latch.await();
        assertThat(waiter.join(LONG)).isTrue();
        latch.countDown();
        assertThat(latch.count()).isZero();
        assertThatThrownBy(() -> brood().latch(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a latch's count must be at least 0, was -1");
        assertThat(brood().latch(0).await(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void latch_lastCounterDiesBeforeItWakes_wakesAll() throws Exception {
        SharedLatch latch = brood().latch(1);
        ChildProcess waiter = brood().start(() -> latch.await());
        brood().process()
                .systemProperty("brood.crash", "latch.counted")
                .start(() -> latch.countDown());
        assertThat(waiter.join(LONG)).isTrue();
        assertThat(waiter.failure()).isEmpty();
        latch.close();
        assertThatThrownBy(latch::await).isInstanceOf(ClosedException.class);
        assertThatThrownBy(latch::countDown).isInstanceOf(ClosedException.class);
    }
}
