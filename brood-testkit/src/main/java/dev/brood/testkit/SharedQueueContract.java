package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedQueue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What every engine's [SharedQueue] does: rows of CPython's
/// `multiprocessing`, and its tests `_TestQueue` and `TestSimpleQueue`.
public abstract class SharedQueueContract extends EngineContract {
    private static final int MANY = 10_000;

    /// For subclasses.
    protected SharedQueueContract() {}

    private static void end(ChildProcess child) throws InterruptedException {
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    @Test
    @Covers({"Q-01", "Q-02", "Q-03", "Q-08", "_TestQueue.test_put"})
    void put_inEveryWay_untilItIsFull() throws Exception {
        SharedQueue<Integer> queue = brood().queue(6);
        queue.put(1);
        assertThat(queue.offer(2)).isTrue();
        assertThat(queue.add(3)).isTrue();
        assertThat(queue.offer(4, SHORT)).isTrue();
        assertThat(queue.offer(5, -1, TimeUnit.SECONDS)).isTrue();
        queue.put(6);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer(7)).isFalse();
        long start = System.nanoTime();
        assertThat(queue.offer(7, SHORT)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(queue.offer(7, 0, TimeUnit.SECONDS)).isFalse();
        assertThatThrownBy(() -> queue.add(7)).isInstanceOf(IllegalStateException.class);

        end(
                brood().start(() -> {
                    for (int i = 1; i <= 6; i++) {
                        assertThat(queue.take()).isEqualTo(i);
                    }
                }));
        assertThat(queue).isEmpty();
        assertThat(queue.remainingCapacity()).isEqualTo(6);
        assertThat(queue.capacity()).isEqualTo(6);
        assertThatThrownBy(() -> brood().queue(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a queue's capacity must be at least 1, was 0");
    }

    @Test
    @Covers({"Q-04", "Q-05", "_TestQueue.test_get", "_TestQueue.test_timeout"})
    void take_inEveryWay_untilItIsEmpty() throws Exception {
        SharedQueue<Integer> queue = brood().queue(6);
        end(brood().start(() -> queue.addAll(List.of(1, 2, 3, 4, 5, 6))));
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.remove()).isEqualTo(3);
        assertThat(queue.poll(SHORT)).isEqualTo(4);
        assertThat(queue.peek()).isEqualTo(5);
        assertThat(queue.element()).isEqualTo(5);
        assertThat(queue.poll(-1, TimeUnit.SECONDS)).isEqualTo(5);
        assertThat(queue.take()).isEqualTo(6);
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        long start = System.nanoTime();
        assertThat(queue.poll(SHORT)).isNull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(queue.poll(0, TimeUnit.SECONDS)).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    @Covers({"Q-06", "Q-07", "W-12", "_TestQueue.test_qsize", "TestSimpleQueue.test_empty"})
    void size_isExact_forAllProcesses() throws Exception {
        SharedQueue<Integer> queue = brood().queue(5);
        SharedQueue<List<Object>> seen = brood().queue(5);
        int[] sizes = {0, 1, 2, 1, 0};
        for (int i = 0; i < sizes.length; i++) {
            if (i > 0 && sizes[i] > sizes[i - 1]) {
                queue.put(i);
            } else if (i > 0) {
                queue.take();
            }
            assertThat(queue).hasSize(sizes[i]);
            end(brood().start(() -> seen.put(List.of(queue.size(), queue.isEmpty()))));
            assertThat(seen.take()).isEqualTo(List.of(sizes[i], sizes[i] == 0));
        }
    }

    @Test
    @Covers({"Q-12", "_TestQueue.test_fork"})
    void items_putBeforeAndByAChild_keepTheirOrder() throws Exception {
        SharedQueue<Integer> queue = brood().queue(20);
        for (int i = 0; i < 10; i++) {
            queue.put(i);
        }
        end(
                brood().start(() -> {
                    for (int i = 10; i < 20; i++) {
                        queue.put(i);
                    }
                }));
        for (int i = 0; i < 20; i++) {
            assertThat(queue.take()).isEqualTo(i);
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    @Covers({"Q-01", "Q-18"})
    void manyWritersAndReaders_endedByPills_getEachItemOnce() throws Exception {
        int items = scaled(1000);
        SharedQueue<Integer> queue = brood().queue(3);
        SharedQueue<List<Integer>> results = brood().queue(3);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(
                    brood().start(() -> {
                        List<Integer> mine = new ArrayList<>();
                        for (int n = queue.take(); n >= 0; n = queue.take()) {
                            mine.add(n);
                        }
                        results.put(mine);
                    }));
        }
        List<ChildProcess> writers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int first = i;
            writers.add(
                    brood().start(() -> {
                        for (int n = first; n < items; n += 2) {
                            queue.put(n);
                        }
                    }));
        }
        for (ChildProcess writer : writers) {
            end(writer);
        }
        List<Integer> all = new ArrayList<>();
        for (ChildProcess _ : children) {
            queue.put(-1);
        }
        for (ChildProcess child : children) {
            end(child);
            all.addAll(results.take());
        }
        all.sort(null);
        assertThat(all).hasSize(items).doesNotHaveDuplicates().startsWith(0).endsWith(items - 1);
    }

    @Test
    void take_byTenThousandVirtualThreads_servesAll() throws Exception {
        int many = scaled(MANY);
        SharedQueue<Integer> queue = brood().queue(100);
        CountDownLatch served = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    queue.take();
                    served.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        end(
                brood().start(() -> {
                    for (int i = 0; i < many; i++) {
                        queue.put(i);
                    }
                }));
        assertThat(served.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(queue).isEmpty();
    }

    @Test
    void waits_interrupted_throw_andChangeNothing() throws Exception {
        SharedQueue<Integer> queue = brood().queue(1);
        for (boolean put : new boolean[] {false, true}) {
            FutureTask<Boolean> interrupted =
                    new FutureTask<>(() -> {
                        try {
                            if (put) {
                                queue.put(2);
                            } else {
                                queue.take();
                            }
                            return false;
                        } catch (InterruptedException _) {
                            return true;
                        }
                    });
            Thread thread = Thread.ofVirtual().start(interrupted);
            assertThat(thread.join(SHORT)).isFalse();
            thread.interrupt();
            assertThat(interrupted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            queue.offer(1);
        }
        assertThat(queue).containsExactly(1);
    }

    /// A value that can't be decoded.
    private static final class Poison implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not for reading");
        }
    }

    @Test
    @Covers({
        "Q-02",
        "Q-22",
        "_TestQueue.test_queue_feeder_donot_stop_onexc",
        "_TestQueue.test_queue_feeder_on_queue_feeder_error"
    })
    void put_ofWhatCannotTravel_isAnErrorOfThatCall_andTakesNoRoom() throws Exception {
        SharedQueue<Object> queue = brood().queue(1);
        assertThatThrownBy(() -> queue.put(new Object()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(queue).isEmpty();
        assertThat(queue.offer("fits")).isTrue();
        assertThat(queue.take()).isEqualTo("fits");
        queue.put(new Poison());
        assertThatThrownBy(queue::take).isInstanceOf(DecodingException.class);
        assertThat(queue).isEmpty();
        queue.put("after");
        assertThat(queue.take()).isEqualTo("after");
    }

    @Test
    @Covers({"Q-13", "W-05", "TestStartMethod.test_nested_startmethod"})
    void handle_goesThroughAChildToAGrandchild_queuesAndPools() throws Exception {
        SharedQueue<Integer> queue = brood().queue(5);
        SharedQueue<SharedQueue<Integer>> queues = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    SharedQueue<Integer> received = queues.take();
                    received.put(1);
                    end(Brood.current().start(() -> received.put(2)));
                });
        queues.put(queue);
        end(child);
        try (ProcessPool pool = brood().pool(1)) {
            SharedQueue<Integer> back =
                    pool.submit(
                                    () -> {
                                        queue.put(3);
                                        return queue;
                                    })
                            .get();
            assertThat(back).isSameAs(queue);
        }
        assertThat(queue).containsExactly(1, 2, 3);
    }

    @Test
    @Covers("TestStdinBadfiledescriptor.test_queue_in_process")
    void queue_madeByAChild_forItsOwnChild() throws Exception {
        SharedQueue<String> result = brood().queue(1);
        end(
                brood().start(() -> {
                    SharedQueue<String> own = Brood.current().queue(1);
                    ChildProcess grandchild = Brood.current().start(() -> own.put("hello"));
                    result.put(own.take());
                    end(grandchild);
                }));
        assertThat(result.take()).isEqualTo("hello");
    }

    @Test
    @Covers({"Q-10", "Q-11", "Q-19", "Q-20", "W-07"})
    void writer_endsBeforeAnyoneReads_andAllIsThere() throws Exception {
        SharedQueue<byte[]> queue = brood().queue(200);
        ChildProcess child =
                brood().start(() -> {
                    for (int i = 0; i < 200; i++) {
                        byte[] bytes = new byte[50_000];
                        Arrays.fill(bytes, (byte) i);
                        queue.put(bytes);
                    }
                });
        end(child);
        for (int i = 0; i < 200; i++) {
            byte[] expected = new byte[50_000];
            Arrays.fill(expected, (byte) i);
            assertThat(Arrays.equals(queue.take(), expected)).as("item %d", i).isTrue();
        }
    }

    @Test
    @Covers({
        "Q-09",
        "Q-14",
        "_TestQueue.test_closed_queue_put_get_exceptions",
        "TestSimpleQueue.test_close",
        "TestSimpleQueue.test_closed"
    })
    void close_isForAll_leavesWhatIsInIt_andSaysWhoDidIt() throws Exception {
        SharedQueue<Integer> queue = brood().<Integer>newQueue().capacity(2).name("jobs").open();
        queue.put(1);
        ChildProcess closer = brood().start(() -> queue.close());
        end(closer);
        assertThat(queue.isClosed()).isTrue();
        assertThatThrownBy(() -> queue.put(2))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("queue 'jobs' (capacity 2) is closed by ")
                .hasMessageContaining("pid " + closer.pid());
        assertThatThrownBy(() -> queue.offer(2)).isInstanceOf(ClosedException.class);
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.take()).isEqualTo(1);
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> queue.poll(LONG)).isInstanceOf(ClosedException.class);
        assertThat(queue.isEmpty()).isTrue();
        queue.close();
        SharedQueue<Integer> unused = brood().queue(1);
        unused.close();
        assertThat(unused.isEmpty()).isTrue();
    }

    /// As a task's that begins when other tasks have taken all there was.
    @Test
    void handle_thatArrivesWhenTheQueueIsClosedAndEmpty_isOfAClosedAndEmptyQueue()
            throws Exception {
        SharedQueue<SharedQueue<String>> handles = brood().queue(1);
        SharedQueue<String> words = brood().<String>newQueue().name("words").open();
        handles.put(words);
        words.close();
        ChildProcess late =
                brood().start(() -> {
                    SharedQueue<String> came = handles.take();
                    assertThat(came.isClosed()).isTrue();
                    assertThat(came.isEmpty()).isTrue();
                    assertThat(came.peek()).isNull();
                    came.close();
                    came.take();
                });
        assertThat(late.join(LONG)).isTrue();
        assertThat(late.failure())
                .containsInstanceOf(ClosedException.class)
                .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("queue 'words'"));
    }

    @Test
    void close_wakesWritersAndReaders() throws Exception {
        SharedQueue<Integer> full = brood().queue(1);
        SharedQueue<Integer> empty = brood().queue(1);
        SharedQueue<String> begun = brood().queue(2);
        full.put(0);
        ChildProcess writer =
                brood().start(() -> {
                    begun.put("writer");
                    full.put(1);
                });
        ChildProcess reader =
                brood().start(() -> {
                    begun.put("reader");
                    empty.take();
                });
        begun.take();
        begun.take();
        full.close();
        empty.close();
        for (ChildProcess child : List.of(writer, reader)) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).containsInstanceOf(ClosedException.class);
        }
        assertThat(full.poll()).isZero();
    }

    @Test
    @Covers({"Q-21", "W-06", "W-12"})
    void writersAndReadersKilledAtRandom_tearNothing_andStopNoOne() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        for (int round = scaled(80); round > 0; round -= 10) {
            SharedQueue<byte[]> queue = brood().queue(4);
            ChildProcess writer = begun(begun -> () -> write(begun, queue));
            ChildProcess reader = begun(begun -> () -> read(begun, queue));
            boolean killWriter = random.nextBoolean();
            ChildProcess victim = killWriter ? writer : reader;
            ChildProcess other = killWriter ? reader : writer;
            // Both are at it; a number of items later one of them dies in the middle.
            for (int i = random.nextInt(1, 200); i > 0; i--) {
                assertWhole(queue.poll(LONG));
            }
            victim.kill();
            assertThat(victim.join(LONG)).isTrue();
            ChildProcess heir =
                    killWriter
                            ? begun(begun -> () -> write(begun, queue))
                            : begun(begun -> () -> read(begun, queue));
            for (int i = 0; i < 50; i++) {
                assertWhole(queue.poll(LONG));
            }
            queue.close();
            for (ChildProcess each : List.of(other, heir)) {
                assertThat(each.join(LONG)).as("seed %d", seed).isTrue();
                assertThat(each.failure()).as("seed %d", seed).isEmpty();
            }
        }
    }

    /// Starts a child and waits until it has begun.
    private ChildProcess begun(Function<SharedEvent, Action> action) throws InterruptedException {
        SharedEvent begun = brood().event();
        ChildProcess child = brood().start(action.apply(begun));
        assertThat(begun.await(LONG)).isTrue();
        return child;
    }

    /// Writes items of many sizes, each of which says by its bytes how long it is, until it is
    /// closed.
    private static void write(SharedEvent begun, SharedQueue<byte[]> queue)
            throws InterruptedException {
        begun.set();
        try {
            for (int n = 0; ; n++) {
                byte[] bytes = new byte[1 + (n & 0xff) * 97];
                Arrays.fill(bytes, (byte) n);
                queue.put(bytes);
            }
        } catch (ClosedException _) {
            // as it is meant to end
        }
    }

    private static void read(SharedEvent begun, SharedQueue<byte[]> queue)
            throws InterruptedException {
        begun.set();
        try {
            while (true) {
                assertWhole(queue.take());
            }
        } catch (ClosedException _) {
            // as it is meant to end
        }
    }

    private static void assertWhole(byte @Nullable [] item) {
        assertThat(item).isNotNull();
        byte[] expected = new byte[1 + (item[0] & 0xff) * 97];
        Arrays.fill(expected, item[0]);
        assertThat(Arrays.equals(item, expected)).as("item of %d bytes", item.length).isTrue();
    }
}
