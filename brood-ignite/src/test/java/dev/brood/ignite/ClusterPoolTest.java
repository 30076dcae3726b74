package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.Brood;
import dev.brood.DecodingException;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;
import dev.brood.TaskTimeoutException;
import dev.brood.Worker;
import dev.brood.WorkerDiedException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/// Pools whose workers are on two nodes: what becomes of a task there looks as at home, with the
/// node's name.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterPoolTest {
    private static final long LONG = 60;

    private Brood brood = Brood.local();
    private ProcessPool pool = brood.newPool().open();

    @BeforeAll
    void open() {
        pool.close();
        brood = TestCluster.openShared();
        pool = brood.newPool().name("far").workers(4).open();
    }

    @AfterAll
    void close() {
        brood.close();
    }

    private static Throwable failure(CompletableFuture<?> future) {
        Throwable thrown = catchThrowable(() -> future.get(LONG, TimeUnit.SECONDS));
        return thrown.getCause() == null ? thrown : thrown.getCause();
    }

    @Test
    void map_givesResultsInOrder_fromWorkersOfBothNodes() throws Exception {
        List<Integer> items = IntStream.range(0, 200).boxed().toList();
        assertThat(pool.map(items, x -> x * x)).isEqualTo(items.stream().map(x -> x * x).toList());
        Set<String> nodes = new HashSet<>();
        Await.until(
                Duration.ofSeconds(LONG),
                "workers of both nodes",
                () -> {
                    nodes.add(pool.submit(ClusterPoolTest::node).join());
                    return nodes.containsAll(Set.of("node1", "node2"));
                });
    }

    private static String node() {
        String name = Worker.current().name();
        return name.substring(name.indexOf('@') + 1, name.indexOf("-worker"));
    }

    @Test
    void worker_thatDies_failsItsTaskAlone_andItsNodeIsNamed() throws Exception {
        Throwable death = failure(pool.submit(() -> Runtime.getRuntime().halt(7)));
        assertThat(death)
                .isInstanceOf(WorkerDiedException.class)
                .message()
                .matches(
                        "(?s)worker 'far@node\\d-worker-\\d+' \\(pid \\d+\\) exited with code"
                                + " 7.*");
        assertThat(pool.submit(() -> 42).get(LONG, TimeUnit.SECONDS)).isEqualTo(42);
    }

    @Test
    void taskThatTakesTooLong_isEnded_andItsNodeIsNamed() {
        TaskOptions hasty = TaskOptions.DEFAULTS.withTimeout(Duration.ofMillis(200));
        Throwable late = failure(pool.with(hasty).submit(() -> new CountDownLatch(1).await()));
        assertThat(late)
                .isInstanceOf(TaskTimeoutException.class)
                .message()
                .matches("(?s).*time-out of 0.200 s in worker 'far@node\\d-worker-\\d+'.*");
    }

    @Test
    void taskThatIsCancelled_isEndedOnItsNode() throws Exception {
        try (ProcessPool one = brood.pool(1)) {
            CompletableFuture<Void> endless =
                    one.submit(() -> {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    });
            Await.until(
                    Duration.ofSeconds(LONG),
                    "the task runs",
                    () -> one.stats().tasks().running() == 1);
            assertThat(endless.cancel(true)).isTrue();
            assertThat(one.submit(() -> "next").get(LONG, TimeUnit.SECONDS)).isEqualTo("next");
        }
    }

    @Test
    void memoryLimit_onANode_isThatOfItsWorkers() throws Exception {
        ProcessOptions small = ProcessOptions.DEFAULTS.withMaxHeap("64m");
        try (ProcessPool tight = brood.newPool().name("tight").workers(1).process(small).open()) {
            Throwable death = failure(tight.submit(() -> new byte[200 << 20].length));
            assertThat(death.toString()).contains("OutOfMemoryError");
            assertThat(tight.submit(() -> Runtime.getRuntime().maxMemory()).get())
                    .isLessThanOrEqualTo(64L << 20);
        }
    }

    @Test
    void exceptionOfATask_arrivesAsItself() {
        assertThat(
                        failure(
                                pool.submit(() -> {
                                    throw new IOException("no such page");
                                })))
                .isInstanceOf(IOException.class)
                .hasMessage("no such page");
    }

    @Test
    void shutdownNow_givesBackWhatNoNodeHas() throws Exception {
        try (ProcessPool one = brood.pool(1)) {
            List<? extends CompletableFuture<?>> all =
                    IntStream.range(0, 6)
                            .mapToObj(_ -> one.submit(() -> new CountDownLatch(1).await()))
                            .toList();
            Await.until(
                    Duration.ofSeconds(LONG),
                    "a task runs",
                    () -> one.stats().tasks().running() == 1);
            List<Runnable> never = one.shutdownNow();
            assertThat(never).hasSize(5);
            assertThat(one.awaitTermination(LONG, TimeUnit.SECONDS)).isTrue();
            assertThat(all.stream().filter(CompletableFuture::isDone).count()).isEqualTo(1);
        }
    }

    @Test
    void memoryAndArrays_areRefused_withWhatToUse() {
        assertThatThrownBy(() -> brood.memory(1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage(
                        "shared memory needs memory that processes share, and machines share none:"
                            + " use Brood.local().memory(bytes) for processes of one machine, and"
                            + " pass bytes to tasks by value");
        assertThatThrownBy(() -> brood.longs(1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("pass the array to tasks by value");
        assertThatThrownBy(() -> brood.pipe())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("use a queue of this cluster");
    }

    @Test
    void class_thatNodesDoNotHave_isNamed_withTheNode_andWhereItGetsClassesFrom(
            @TempDir Path folder) throws Exception {
        Path source = folder.resolve("Elsewhere.java");
        Files.writeString(source, "public class Elsewhere implements java.io.Serializable {}");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, source.toString())).isZero();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Object item = loader.loadClass("Elsewhere").getConstructor().newInstance();
            assertThat(failure(pool.submit(() -> item.hashCode())))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("class Elsewhere is not found here: here is node 'node")
                    .hasMessageContaining("BROOD_CLASS_PATH");
            assertThatThrownBy(() -> pool.map(List.of(item), each -> each.hashCode()))
                    .hasStackTraceContaining("class Elsewhere is not found here: here is node");
        }
    }
}
