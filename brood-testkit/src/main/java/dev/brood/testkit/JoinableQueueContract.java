package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.DecodingException;
import dev.brood.ItemsLostException;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// What every engine's [JoinableQueue] does: rows of CPython's `multiprocessing`, and
/// its test `test_task_done`; and what is done about the items of the dead.
public abstract class JoinableQueueContract extends EngineContract {
    private static final int WORKERS = 4;
    private static final String PILL = "pill";

    /// For subclasses.
    protected JoinableQueueContract() {}

    private <E> JoinableQueue<E> queue(boolean redeliver) {
        return brood().<E>newJoinableQueue().capacity(20).redeliver(redeliver).open();
    }

    private static <T> FutureTask<T> inThread(boolean virtual, Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
        return task;
    }

    private static void work(JoinableQueue<String> queue) throws InterruptedException {
        for (String item = queue.take(); !item.equals(PILL); item = queue.take()) {
            queue.taskDone();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"Q-15", "Q-16", "Q-17", "Q-18", "test_task_done"})
    void join_withWorkersThatAcknowledge_returnsWhenAllIsDone(boolean redeliver) throws Exception {
        JoinableQueue<String> queue = queue(redeliver);
        queue.join();
        List<ChildProcess> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(brood().process().daemon(true).start(() -> work(queue)));
        }
        for (int i = 0; i < 100; i++) {
            queue.put("item " + i);
        }
        queue.join();
        assertThat(queue.unfinished()).isZero();
        assertThat(queue).isEmpty();
        for (int i = 0; i < WORKERS; i++) {
            queue.put(PILL);
        }
        for (ChildProcess worker : workers) {
            assertThat(worker.join(LONG)).isTrue();
            assertThat(worker.failure()).isEmpty();
        }
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"Q-15", "Q-17"})
    void unfinished_risesWithPutAndFallsWithTaskDone(boolean redeliver) throws Exception {
        JoinableQueue<String> queue = queue(redeliver);
        queue.put("a");
        queue.put("b");
        assertThat(queue.unfinished()).isEqualTo(2);
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.unfinished()).isEqualTo(2);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.taskDone();
        assertThat(queue.unfinished()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo("b");
        assertThat(queue.join(SHORT)).isFalse();
        queue.taskDone();
        assertThat(queue.join(0, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.lost()).isZero();
        assertThat(queue.writeOff()).isZero();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("Q-16")
    void taskDone_withoutAnItemInHand_isRefused(boolean redeliver) throws Exception {
        JoinableQueue<String> queue =
                brood().<String>newJoinableQueue()
                        .capacity(3)
                        .name("orders")
                        .redeliver(redeliver)
                        .open();
        queue.put("a");
        queue.put("b");
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "taskDone() was called too often on queue 'orders' (2 of 3 items): this "
                                + (redeliver ? "thread" : "process")
                                + " has none of its items in hand")
                .hasMessageEndingWith("(2 unfinished, 2 of them waiting)");
        assertThat(queue.take()).isEqualTo("a");
        ChildProcess stranger = brood().start(() -> queue.taskDone());
        stranger.join();
        assertThat(stranger.failure().get()).hasMessageContaining("taskDone()");
        queue.taskDone();
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("(1 unfinished, 1 of them waiting)");
        assertThat(queue.join(Duration.ZERO)).as("the refused counted for nothing").isFalse();
        queue.close();
        queue.clear();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("Q-17")
    void join_ofManyWaiters_isWokenByTheLastTaskDone(boolean redeliver) throws Exception {
        JoinableQueue<String> queue = queue(redeliver);
        queue.put("a");
        assertThat(queue.take()).isEqualTo("a");
        SharedQueue<String> joined = brood().queue(1);
        ChildProcess other =
                brood().start(() -> {
                    joined.put("begin");
                    queue.join();
                });
        assertThat(joined.take()).isEqualTo("begin");
        FutureTask<Boolean> platform = inThread(false, () -> queue.join(LONG));
        FutureTask<Boolean> virtual = inThread(true, () -> queue.join(LONG));
        assertThat(other.join(SHORT)).isFalse();
        assertThat(platform.isDone() || virtual.isDone()).isFalse();
        queue.taskDone();
        assertThat(platform.get()).isTrue();
        assertThat(virtual.get()).isTrue();
        assertThat(other.join(LONG)).isTrue();
        assertThat(other.failure()).isEmpty();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void join_interrupted_endsTheWait(boolean virtual) throws Exception {
        JoinableQueue<String> queue = queue(false);
        queue.put("a");
        FutureTask<String> joiner =
                new FutureTask<>(() -> {
                    try {
                        queue.join();
                        return "joined";
                    } catch (InterruptedException _) {
                        return "interrupted";
                    }
                });
        Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(joiner);
        thread.interrupt();
        assertThat(joiner.get(60, TimeUnit.SECONDS)).isEqualTo("interrupted");
        queue.clear();
        queue.join();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void items_thatNobodyGets_areDone(boolean redeliver) throws Exception {
        JoinableQueue<Integer> queue = queue(redeliver);
        queue.addAll(List.of(1, 2, 3, 4, 5, 6));
        assertThat(queue.remove(1)).isTrue();
        assertThat(queue.removeIf(each -> each == 5)).isTrue();
        Iterator<Integer> all = queue.iterator();
        assertThat(all.next()).isEqualTo(2);
        all.remove();
        assertThat(queue.unfinished()).isEqualTo(3);
        List<Integer> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained, 2)).isEqualTo(2);
        assertThat(drained).containsExactly(3, 4);
        queue.clear();
        assertThat(queue.unfinished()).as("what was drained is in hand").isEqualTo(2);
        queue.taskDone();
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.taskDone();
        queue.join();
        queue.close();
    }

    /// Can be encoded, but never decoded.
    private static final class Poison implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws InvalidObjectException {
            throw new InvalidObjectException("poison");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void item_thatCannotBeDecoded_isDone(boolean redeliver) throws Exception {
        JoinableQueue<Object> queue = queue(redeliver);
        queue.put(new Poison());
        assertThatThrownBy(queue::take).isInstanceOf(DecodingException.class);
        assertThat(queue.unfinished()).isZero();
        queue.join();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("test_closed_queue_put_get_exceptions")
    void close_withItemsInIt_letsThemBeDone(boolean redeliver) throws Exception {
        JoinableQueue<String> queue = queue(redeliver);
        queue.put("a");
        queue.put("b");
        assertThat(queue.take()).isEqualTo("a");
        queue.close();
        assertThatThrownBy(() -> queue.put("c")).isInstanceOf(ClosedException.class);
        assertThat(queue.take()).isEqualTo("b");
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
        queue.taskDone();
        assertThat(queue.join(Duration.ZERO)).isFalse();
        FutureTask<Boolean> joiner = inThread(false, () -> queue.join(LONG));
        queue.taskDone();
        assertThat(joiner.get()).isTrue();
        queue.join();
        assertThat(queue.join(Duration.ZERO)).isTrue();
        assertThat(queue.unfinished()).isZero();
        assertThatThrownBy(queue::taskDone).isInstanceOf(ClosedException.class);
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("Q-13")
    void handle_travels_andIsJoinableEverywhere(boolean redeliver) throws Exception {
        JoinableQueue<Object> queue = queue(redeliver);
        SharedQueue<List<JoinableQueue<Object>>> carrier = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    JoinableQueue<Object> there = carrier.take().getFirst();
                    there.put(there);
                });
        carrier.put(List.of(queue));
        assertThat(queue.take()).isSameAs(queue);
        child.join();
        assertThat(queue.unfinished()).isEqualTo(1);
        queue.taskDone();
        queue.close();
    }

    private ChildProcess consumer(JoinableQueue<String> queue, int take, int done) {
        SharedQueue<String> taken = brood().queue(1);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess child =
                brood().process()
                        .name("consumer")
                        .start(() -> {
                            for (int i = 0; i < take; i++) {
                                queue.take();
                            }
                            for (int i = 0; i < done; i++) {
                                queue.taskDone();
                            }
                            taken.put("taken");
                            never.take();
                        });
        try {
            assertThat(taken.take()).isEqualTo("taken");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return child;
    }

    @Test
    void join_afterAConsumerDied_tellsWhatIsLost() throws Exception {
        JoinableQueue<String> queue = queue(false);
        queue.addAll(List.of("a", "b", "c", "d"));
        ChildProcess child = consumer(queue, 3, 1);
        FutureTask<Boolean> joiner = inThread(false, () -> queue.join(LONG));
        child.kill();
        child.join();
        Await.until(LONG, "the loss to be known", () -> queue.lost() == 2);
        assertThat(queue.unfinished()).isEqualTo(1);
        assertThat(queue.join(Duration.ZERO)).as("one is still there").isFalse();
        assertThat(joiner.isDone()).isFalse();
        assertThat(queue.take()).isEqualTo("d");
        queue.taskDone();
        assertThatThrownBy(joiner::get).cause().isInstanceOf(ItemsLostException.class);
        assertThatThrownBy(queue::join)
                .isInstanceOfSatisfying(
                        ItemsLostException.class,
                        e -> {
                            assertThat(e.items()).isEqualTo(2);
                            assertThat(e.pid()).isEqualTo(child.pid());
                            assertThat(e.process()).isEqualTo("consumer");
                            assertThat(e.when()).isNotNull();
                        })
                .hasMessageStartingWith(
                        "2 items of queue '%s' are lost: taken, and not acknowledged with taskDone(), by 'consumer' (pid %d)"
                                .formatted(queue.name(), child.pid()));
        assertThat(queue.writeOff()).isEqualTo(2);
        queue.join();
        assertThat(queue.lost()).isZero();
        queue.close();
    }

    @Test
    void join_afterTheQueueHasEnded_stillTellsWhatIsLost() throws Exception {
        JoinableQueue<String> queue = queue(false);
        queue.put("a");
        ChildProcess child = consumer(queue, 1, 0);
        queue.close();
        child.kill();
        child.join();
        Await.until(LONG, "the loss to be known", () -> queue.lost() == 1);
        assertThatThrownBy(queue::join).isInstanceOf(ItemsLostException.class);
        assertThatThrownBy(queue::join).isInstanceOf(ItemsLostException.class);
    }

    @Test
    void redelivery_ofWhatADeadConsumerHadInHand_comesFirst() throws Exception {
        JoinableQueue<String> queue = queue(true);
        queue.addAll(List.of("a", "b", "c", "d"));
        ChildProcess child = consumer(queue, 3, 1);
        assertThat(queue.size()).isEqualTo(1);
        child.kill();
        child.join();
        Await.until(LONG, "the items to come back", () -> queue.size() == 3);
        assertThat(queue.unfinished()).isEqualTo(3);
        assertThat(queue.peek()).isEqualTo("b");
        for (String wanted : List.of("b", "c", "d")) {
            assertThat(queue.take()).isEqualTo(wanted);
            queue.taskDone();
        }
        queue.join();
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void redelivery_wakesThoseWhoWait_alsoOfAClosedQueue(boolean closed) throws Exception {
        JoinableQueue<String> queue = queue(true);
        queue.put("a");
        ChildProcess child = consumer(queue, 1, 0);
        if (closed) {
            queue.close();
        }
        FutureTask<String> platform = inThread(false, queue::take);
        FutureTask<Boolean> joiner = inThread(true, () -> queue.join(LONG));
        assertThat(queue.poll(SHORT)).isNull();
        assertThat(platform.isDone() || joiner.isDone()).isFalse();
        child.kill();
        assertThat(platform.get(60, TimeUnit.SECONDS)).isEqualTo("a");
        assertThat(joiner.isDone()).isFalse();
        queue.taskDone(platform.get());
        assertThat(joiner.get(60, TimeUnit.SECONDS)).isTrue();
        queue.close();
    }

    @Test
    void take_ofAClosedQueueThatDeliversAgain_endsWhenOthersAreDone() throws Exception {
        JoinableQueue<String> queue = queue(true);
        SharedQueue<String> go = brood().queue(1);
        SharedQueue<String> taken = brood().queue(1);
        queue.put("a");
        ChildProcess child =
                brood().start(() -> {
                    taken.put(queue.take());
                    go.take();
                    queue.taskDone();
                });
        assertThat(taken.take()).isEqualTo("a");
        queue.close();
        FutureTask<String> taker = inThread(false, queue::take);
        assertThat(queue.poll()).isNull();
        assertThat(taker.isDone()).isFalse();
        go.put("go");
        assertThatThrownBy(() -> taker.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClosedException.class);
        child.join();
        queue.join();
    }

    @Test
    void taskDone_ofACertainItem_isForAnyThread() throws Exception {
        JoinableQueue<String> queue = queue(true);
        queue.addAll(List.of("a", "b", "c"));
        String first = queue.take();
        String second = queue.take();
        FutureTask<String> other =
                inThread(
                        true,
                        () -> {
                            assertThatThrownBy(queue::taskDone)
                                    .hasMessageContaining(
                                            "taskDone(item) is for one that another thread");
                            queue.taskDone(second);
                            return queue.take();
                        });
        String third = other.get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> queue.taskDone(second))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not have that item in hand");
        queue.taskDone();
        assertThatThrownBy(() -> queue.taskDone(first)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.taskDone(third);
        queue.join();
        queue.close();
    }
}
