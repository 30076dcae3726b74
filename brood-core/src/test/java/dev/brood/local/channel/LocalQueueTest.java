package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;
import dev.brood.junit.Await;
import dev.brood.local.memory.CellId;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;

/// What a queue does about its memory, and how its handle travels. What it does for its users is
/// the queue contract's business.
class LocalQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private Tree tree;
    private Queues queues;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        queues = Queues.of(tree);
    }

    @AfterEach
    void close() {
        queues.close();
        tree.close();
    }

    private void assertNothingLeft() {
        assertThat(RingFiles.of(tree)).as("files").isEmpty();
        assertThat(RingFiles.mapped(tree)).as("mappings").isZero();
        assertThat(tree.arena().published(1)).as("cells").isEmpty();
    }

    // A queue gives its memory back when it is closed and empty, whoever empties it.

    @Test
    void close_whenEmpty_givesTheMemoryBack() {
        LocalQueue<String> queue = queues.create("q", 3);
        assertThat(RingFiles.mapped(tree)).isEqualTo(1);
        queue.close();
        assertNothingLeft();
        queue.close();
        queue.end();
    }

    @Test
    void close_withItemsInIt_givesTheMemoryBackWhenTheyAreTaken() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        queue.put("a");
        queue.put("b");
        queue.close();
        assertThat(queue.take()).isEqualTo("a");
        assertThat(RingFiles.mapped(tree)).isEqualTo(1);
        assertThat(queue.take()).isEqualTo("b");
        assertNothingLeft();
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
    }

    @Test
    void drainTo_ofAClosedQueue_givesTheMemoryBack() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        queue.put("a");
        queue.put("b");
        queue.close();
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(2);
        assertThat(drained).containsExactly("a", "b");
        assertNothingLeft();
    }

    @Test
    void clear_ofAClosedQueue_givesTheMemoryBack() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        queue.put("a");
        queue.close();
        queue.clear();
        assertNothingLeft();
    }

    @Test
    void remove_ofTheLastItemOfAClosedQueue_givesTheMemoryBack() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        queue.put("a");
        queue.close();
        assertThat(queue.remove("a")).isTrue();
        assertNothingLeft();
    }

    @Test
    void end_withItemsInIt_givesTheMemoryBackAtOnce() throws Exception {
        LocalQueue<byte[]> queue = queues.create("q", 3);
        queue.put(new byte[10]);
        queue.put(new byte[10 << 20]);
        assertThat(RingFiles.ofPayloads(tree)).hasSize(1);
        queue.end();
        assertNothingLeft();
        assertThatThrownBy(queue::take)
                .isInstanceOf(ClosedException.class)
                .hasMessage("queue 'q' (capacity 3) is closed by this process");
    }

    @Test
    void close_ofManyQueuesInTurn_leavesNothing() throws Exception {
        for (int i = 0; i < 300; i++) {
            LocalQueue<Integer> queue = queues.create(null, 1 + i);
            queue.put(i);
            assertThat(queue.name()).startsWith("queue-");
            queue.close();
            assertThat(queue.take()).isEqualTo(i);
        }
        assertNothingLeft();
    }

    /// Another process has ended the queue: here it is unmapped when the next queue is needed, or
    /// by whoever tries to put.
    @Test
    void create_unmapsWhatOthersHaveEnded() {
        LocalQueue<String> queue = queues.create("q", 3);
        discardAsAnotherProcess(queue);
        assertThat(RingFiles.mapped(tree)).isEqualTo(1);
        queues.create("other", 1).close();
        assertNothingLeft();
        assertThat(queue.isClosed()).isTrue();
    }

    @Test
    void put_intoWhatOthersHaveEnded_unmapsIt() {
        LocalQueue<String> queue = queues.create("q", 3);
        discardAsAnotherProcess(queue);
        assertThatThrownBy(() -> queue.put("x"))
                .isInstanceOf(ClosedException.class)
                .hasMessage("queue 'q' (capacity 3) is closed by pid 1");
        assertNothingLeft();
    }

    /// The maker of a queue ends it with all that is in it; a large item's file goes with it.
    @Test
    void take_ofAnItemThatWentWithItsQueue_saysThatItIsClosed() throws Exception {
        LocalQueue<byte[]> queue = queues.create("q", 3);
        queue.put(new byte[10 << 20]);
        discardAsAnotherProcess(queue);
        assertThatThrownBy(queue::take)
                .isInstanceOf(ClosedException.class)
                .hasMessage("queue 'q' (capacity 3) is closed by pid 1");
        assertNothingLeft();
    }

    private void discardAsAnotherProcess(LocalQueue<?> queue) {
        CellId id = queue.memory().cell().id();
        String name = RingFiles.of(tree).getFirst();
        try (Ring ring = Ring.open(tree, Long.parseLong(name.substring("ring-".length())))) {
            ring.closePut(1);
            ring.unlink();
        } catch (java.nio.file.NoSuchFileException e) {
            throw new AssertionError(e);
        }
        assertThat(tree.arena().free(id)).isTrue();
    }

    // A thread in a queue is never left without memory, nor a mutex with it.

    @Test
    void close_whileThreadsAreInIt_leavesTheMutexesFree() throws Exception {
        for (int round = 0; round < 300; round++) {
            LocalQueue<Integer> queue = queues.create("q", 2);
            try (Ring other = Ring.open(tree, tree.nextNumber() - 1)) {
                CyclicBarrier begin = new CyclicBarrier(4);
                List<FutureTask<Integer>> threads = new ArrayList<>();
                threads.add(start(begin, () -> queue.poll()));
                threads.add(start(begin, () -> queue.take()));
                threads.add(start(begin, () -> queue.offer(1) ? 1 : 0));
                begin.await();
                queue.close();
                for (FutureTask<Integer> thread : threads) {
                    thread.get(30, SECONDS);
                }
                // As another process would: in vain if a mutex was left locked.
                FutureTask<Boolean> outside =
                        new FutureTask<>(() -> {
                            other.tryTake();
                            return other.closePut(1);
                        });
                Thread.ofPlatform().daemon().start(outside);
                assertThat(outside.get(30, SECONDS)).as("closed by this").isFalse();
            }
            queue.clear();
            assertNothingLeft();
        }
    }

    private interface Use {
        Integer use() throws InterruptedException;
    }

    private static FutureTask<Integer> start(CyclicBarrier begin, Use use) {
        FutureTask<Integer> task =
                new FutureTask<>(() -> {
                    begin.await();
                    try {
                        for (int i = 0; ; i++) {
                            if (use.use() == null && i > 1_000_000) {
                                return i;
                            }
                        }
                    } catch (ClosedException e) {
                        assertThat(e)
                                .hasMessage("queue 'q' (capacity 2) is closed by this process");
                        return 0;
                    }
                });
        Thread.ofPlatform().start(task);
        return task;
    }

    @Test
    void end_whileAThreadWaits_isUnmappedWhenThatHasGone() throws Exception {
        LocalQueue<Integer> queue = queues.create("q", 2);
        FutureTask<Integer> taker = new FutureTask<>(queue::take);
        Thread thread = Thread.ofPlatform().start(taker);
        Await.until(
                PATIENCE, "the taker to wait", () -> thread.getState() == Thread.State.RUNNABLE);
        queue.end();
        assertThatThrownBy(() -> taker.get(30, SECONDS)).hasCauseInstanceOf(ClosedException.class);
        thread.join();
        assertNothingLeft();
    }

    // The handle.

    @Test
    void handle_decodedHere_isTheSameObject() throws Exception {
        LocalQueue<Object> queue = queues.create("q", 3);
        queue.put(queue);
        assertThat(queue.take()).isSameAs(queue);
        assertThat(Codec.standard().fromBytes(Codec.standard().toBytes(queue))).isSameAs(queue);
        assertThat(serialized(queue)).isSameAs(queue);
        assertThat(serialized(new ArrayList<>(List.of(queue, queue))))
                .isEqualTo(List.of(queue, queue));
    }

    private static Object serialized(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void handle_ofAnotherProcess_isOneObjectHere() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        QueueReference reference = (QueueReference) queue.reference();
        // A process that knows nothing of the queue yet.
        queues.forget(queue.memory());
        Object first = reference.resolve();
        assertThat(first).isNotSameAs(queue).isSameAs(reference.resolve());
        queue.put("x");
        assertThat(((LocalQueue<?>) first).take()).isEqualTo("x");
        assertThat(first).hasToString("queue 'q' (0 of 3 items)");
        ((LocalQueue<?>) first).close();
        assertThatThrownBy(queue::take).isInstanceOf(ClosedException.class);
        assertNothingLeft();
    }

    @Test
    void handle_thatArrivesWhenItsQueueIsGone_isOfAClosedAndEmptyOne() throws Exception {
        LocalQueue<String> queue = queues.create("orders", 3);
        QueueReference reference = (QueueReference) queue.reference();
        queue.close();
        assertIsGone((JoinableQueue<?>) reference.resolve());
        queues.create("next", 1); // perhaps in the same place
        assertIsGone((JoinableQueue<?>) reference.resolve());
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    private static void assertIsGone(JoinableQueue<?> any) throws InterruptedException {
        JoinableQueue<String> late = (JoinableQueue<String>) any;
        List<ThrowingCallable> refused =
                List.of(
                        late::take,
                        late::poll,
                        () -> late.poll(Duration.ofDays(1)),
                        late::remove,
                        () -> late.put("x"),
                        () -> late.add("x"),
                        () -> late.offer("x"),
                        () -> late.offer("x", Duration.ofDays(1)),
                        late::taskDone,
                        () -> late.taskDone("x"),
                        late::join,
                        () -> late.join(Duration.ofDays(1)));
        for (ThrowingCallable each : refused) {
            assertThatThrownBy(each)
                    .isInstanceOf(ClosedException.class)
                    .hasMessage("queue 'orders' was closed, and is gone");
        }
        assertThat(late.isClosed()).isTrue();
        assertThat(late).isEmpty();
        assertThat(late.peek()).isNull();
        assertThat(late.drainTo(new ArrayList<>())).isZero();
        assertThat(late.unfinished() + late.lost() + late.writeOff()).isZero();
        assertThat(late.remainingCapacity()).isZero();
        assertThat(late).hasToString("queue 'orders' (closed, and is gone)");
        late.clear();
        late.close();
        assertThat(Codec.standard().fromBytes(Codec.standard().toBytes(late)))
                .hasToString(late.toString());
        assertThat(Connection.anyReady(late)).containsExactly(late);
        Thread.currentThread().interrupt();
        assertThatThrownBy(late::take).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> late.offer(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void handle_ofAnotherTree_saysWhich() {
        QueueReference stranger = new QueueReference(tree.id() + 1, 0, 4096, 0, "orders");
        assertThatThrownBy(stranger::resolve)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("queue 'orders' belongs to a tree of processes that has");
    }

    @Test
    void handle_withAPlaceThatNeverWas_saysWhich() {
        for (QueueReference wrong :
                List.of(
                        new QueueReference(tree.id(), 0, 4097, 0, "orders"),
                        new QueueReference(tree.id(), 77, 4096, 0, "orders"),
                        new QueueReference(tree.id(), 0, -5, 0, "orders"))) {
            assertThatThrownBy(((SharedQueue<?>) wrong.resolve())::take)
                    .hasMessage("queue 'orders' was closed, and is gone");
        }
    }

    @Test
    void readObject_ofTheQueueItself_isRefused() {
        assertThatThrownBy(
                        () -> {
                            var method =
                                    LocalQueue.class.getDeclaredMethod(
                                            "readObject", ObjectInputStream.class);
                            method.setAccessible(true);
                            try {
                                method.invoke(queues.create("q", 1), (Object) null);
                            } catch (java.lang.reflect.InvocationTargetException e) {
                                throw e.getCause();
                            }
                        })
                .isInstanceOf(InvalidObjectException.class);
    }

    // When the tree ends.

    @Test
    void anyUse_afterTheTreeHasEnded_saysThatItIsClosed() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        queue.put("x");
        tree.beginClosing();
        queues.close();
        tree.close();
        assertThatThrownBy(queue::take)
                .isInstanceOf(ClosedException.class)
                .hasMessage("queue 'q' (capacity 3) is closed by this process");
        assertThatThrownBy(() -> queue.put("y")).isInstanceOf(ClosedException.class);
        assertThat(queue.size()).isZero();
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue).hasToString("queue 'q' (closed by this process)");
        queue.close();
    }

    @Test
    void take_whileTheTreeEnds_saysThatItIsClosed() throws Exception {
        LocalQueue<String> queue = queues.create("q", 3);
        List<FutureTask<String>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<String> taker = new FutureTask<>(queue::take);
            takers.add(taker);
            Thread.ofPlatform().start(taker);
        }
        tree.beginClosing();
        queues.close();
        tree.close();
        for (FutureTask<String> taker : takers) {
            assertThatThrownBy(() -> taker.get(30, SECONDS))
                    .hasCauseInstanceOf(ClosedException.class)
                    .hasMessageContaining("queue 'q'");
        }
        Await.until(PATIENCE, "all to be unmapped", () -> RingFiles.mapped(tree) == 0);
    }

    @Test
    void create_withoutRoomForIt_leavesNothing() {
        assertThatThrownBy(() -> queues.create("q", RingFile.MOST_ITEMS + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertNothingLeft();
    }
}
