package dev.brood.local.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Fn;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.local.channel.Queues;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.process.JvmChildren;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What pools leave in the shared memory of a tree and in the process when they have ended:
/// nothing.
///
/// `-Dbrood.pools=200` opens and closes that many.
@Deadline(seconds = 1800)
class PoolLeavingsTest {
    private static final int POOLS = Integer.getInteger("brood.pools", 6);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int CELL_TYPES = 64;

    private Tree tree;
    private JvmChildren children;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
        Queues.of(tree); // gives back what spares have practised on
        children = new JvmChildren(tree, List.of(WorkerPractice.class.getName()), List.of());
    }

    @AfterEach
    void close() {
        children.close();
        Queues.of(tree).close();
        tree.close();
    }

    private ProcessPool open() {
        return LocalPool.builder(tree, children, _ -> {}).workers(1).open();
    }

    private static void use(ProcessPool pool) throws Exception {
        Task<Integer> three = () -> 3;
        assertThat(pool.submit(three).get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(3);
        Fn<byte[], byte[]> same = bytes -> bytes;
        assertThat(pool.map(List.of(new byte[3 << 20]), same)).hasSize(1); // a file of its own
    }

    /// Cells by their type, but for those of spares, which practise on queues.
    private Map<Integer, Integer> cells() {
        Map<Integer, Integer> cells = new TreeMap<>();
        for (int type = 2; type < CELL_TYPES; type++) {
            int published = tree.arena().published(type).size();
            if (published > 0) {
                cells.put(type, published);
            }
        }
        return cells;
    }

    private List<String> ringsAndSpills() {
        try (Stream<Path> files = Files.list(tree.directory().path())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> threads() {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        int count = Thread.enumerate(threads);
        return Arrays.stream(threads, 0, count)
                .map(Thread::getName)
                .filter(name -> name.startsWith("brood-pool"))
                .toList();
    }

    @Test
    void pools_thatHaveEnded_leaveNothing() throws Exception {
        try (ProcessPool first = open()) {
            use(first);
        }
        int files = ringsAndSpills().size();
        for (int i = 0; i < POOLS; i++) {
            try (ProcessPool pool = open()) {
                use(pool);
            }
        }
        requireNothing();
        // A spare may be practising, each with a queue.
        Await.until(
                LONG,
                "as few files as before: " + ringsAndSpills(),
                () -> ringsAndSpills().size() <= files + 2);
    }

    @Test
    void pool_thatWasNeverUsed_leavesNothing() throws Exception {
        try (ProcessPool pool = open()) {
            assertThat(cells()).isNotEmpty();
            assertThat(pool.isShutdown()).isFalse();
        }
        requireNothing();
    }

    @Test
    void pool_whoseWorkersHaveNotBegun_leavesNothing() throws Exception {
        try (ProcessPool first = open()) {
            use(first);
        }
        int files = ringsAndSpills().size();
        for (int i = 0; i < POOLS; i++) {
            try (ProcessPool pool =
                    LocalPool.builder(tree, children, _ -> {}).workers(2).minWorkers(2).open()) {
                pool.prestart();
                Await.until(LONG, "a worker", () -> !pool.workers().isEmpty());
            }
        }
        requireNothing();
        Await.until(
                LONG,
                "as few files as before: " + ringsAndSpills(),
                () -> ringsAndSpills().size() <= files + 2);
    }

    @Test
    void pool_whoseCallbackBlocksAsItEnds_leavesNothingAfterwards() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        ProcessPool pool = open();
        Task<Integer> one = () -> 1;
        var _ =
                pool.submit(one)
                        .thenRun(() -> {
                            blocked.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        assertThat(blocked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        release.countDown();
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        requireNothing();
    }

    private void requireNothing() throws InterruptedException {
        Await.until(LONG, "no cells: " + cells(), () -> cells().isEmpty());
        Await.until(LONG, "no threads: " + threads(), () -> threads().isEmpty());
    }
}
