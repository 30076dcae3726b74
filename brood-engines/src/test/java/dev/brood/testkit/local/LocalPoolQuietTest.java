package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.TaskOptions;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Workers that have results of a `map` which they have not told their pool of: `worker.quiet` is
/// where they go on without.
class LocalPoolQuietTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final TaskOptions SINGLY = TaskOptions.DEFAULTS.withChunk(1);

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static List<Integer> items(int number) {
        return IntStream.range(0, number).boxed().toList();
    }

    @Test
    @Deadline(seconds = 180)
    void workersThatDie_loseNothing_andNoItemRunsTwice() throws Exception {
        List<Integer> items = items(400);
        ProcessOptions mortal =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", "worker.quiet:9");
        try (SharedQueue<Integer> ran = brood.queue(1000);
                ProcessPool pool = brood.newPool().workers(2).process(mortal).open()) {
            List<Integer> results =
                    pool.with(SINGLY)
                            .map(
                                    items,
                                    x -> {
                                        ran.put(x);
                                        return x + 1;
                                    });
            assertThat(results).isEqualTo(items.stream().map(x -> x + 1).toList());
            Await.until(LONG, "a death to be known", () -> pool.stats().workersLost() > 0);
            List<Integer> began = new ArrayList<>();
            ran.drainTo(began);
            assertThat(began).containsExactlyInAnyOrderElementsOf(items);
        }
    }

    /// What it has in its ring is taken from it just after it has decided that it goes on.
    @Test
    @Deadline(seconds = 180)
    void workerThatHasNothingMoreAfterAll_tells(@TempDir Path directory) throws Exception {
        ProcessPool pool;
        ChildProcess worker;
        try (Pause pause = Pause.in(directory)) {
            ProcessOptions pausing =
                    ProcessOptions.DEFAULTS.withSystemProperty(
                            "brood.pause", pause.at("worker.quiet"));
            pool = brood.newPool().workers(1).process(pausing).open();
            var all = pool.with(SINGLY).mapAsync(items(100_000), x -> x + 1);
            pause.awaitReached(LONG);
            assertThat(pool.stats().tasks().handed()).as("in its ring").isGreaterThan(1);
            worker = pool.workers().getFirst();
            assertThat(all.cancel(false)).isTrue();
            Await.until(LONG, "nothing in its ring", () -> pool.stats().tasks().handed() <= 1);
        }
        Await.until(LONG, "its result to be known", () -> pool.stats().tasks().handed() == 0);
        assertThat(pool.workers()).as("and that not by its end").containsExactly(worker);
        pool.close();
    }

    /// The results of others are told of while one that calls `map` needs none yet.
    @Test
    @Deadline(seconds = 180)
    void singleTasks_amongItemsOfAMap_areAnswered() throws Exception {
        List<Integer> items = items(20_000);
        try (ProcessPool pool = brood.pool(1)) {
            CompletableFuture<List<Integer>> all = pool.with(SINGLY).mapAsync(items, x -> x + 1);
            int answered = 0;
            while (!all.isDone()) {
                int number = answered;
                assertThat(pool.submit(() -> number).get(60, TimeUnit.SECONDS)).isEqualTo(number);
                answered++;
            }
            assertThat(answered).isPositive();
            assertThat(all.get()).hasSameSizeAs(items);
        }
    }
}
