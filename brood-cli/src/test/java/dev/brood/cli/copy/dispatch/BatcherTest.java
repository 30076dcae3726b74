package dev.brood.cli.copy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.Recorder;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.TempNames;
import dev.brood.cli.copy.tally.Tally;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

class BatcherTest {
    private static final int EVERYTHING = 10_000;

    private final HandledWorkers workers = new HandledWorkers(EVERYTHING);
    private final CountDownLatch mayOpen = new CountDownLatch(1);
    private final Recorder log = new Recorder();
    private final Dispatcher dispatcher =
            new Dispatcher(
                    new CopyMode(false, false, false, true, TempNames.token()),
                    new Tally(log),
                    log,
                    EVERYTHING,
                    _ -> {
                        awaitQuietly(mayOpen);
                        return workers;
                    });
    private final Batcher batcher = new Batcher(dispatcher);
    private int added;

    @AfterEach
    void stop() {
        mayOpen.countDown();
        dispatcher.stop();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(int files, boolean link, long size) throws InterruptedException {
        for (int i = 0; i < files; i++) {
            batcher.add(link, "/from/" + added, "/to/" + added, size);
            added++;
        }
    }

    private List<List<String>> handedOut(int batches) throws InterruptedException {
        mayOpen.countDown();
        workers.await(batches);
        return workers.names();
    }

    private static Stream<Integer> sizes(List<List<String>> batches) {
        return batches.stream().map(List::size);
    }

    @Test
    void add_smallFiles_goByTheDozenAndTheRestAtFlush() throws InterruptedException {
        add(600, false, 10);
        batcher.flush();
        batcher.flush();
        List<List<String>> batches = handedOut(10);
        assertThat(sizes(batches)).containsExactly(64, 64, 64, 64, 64, 64, 64, 64, 64, 24);
        assertThat(batches.getFirst().subList(0, 3)).containsExactly("0", "1", "2");
        assertThat(batches.getLast().getLast()).isEqualTo("599");
    }

    @Test
    void add_largeFiles_goAloneTheLargestFirst() throws InterruptedException {
        batcher.add(false, "/from/large", "/to/large", 20L << 20);
        add(1, false, 10);
        batcher.add(false, "/from/larger", "/to/larger", 21L << 20);
        batcher.add(false, "/from/just", "/to/just", Batcher.LARGE);
        batcher.flush();
        assertThat(handedOut(4))
                .containsExactly(
                        List.of("larger"), List.of("large"), List.of("just"), List.of("0"));
    }

    @Test
    void add_mediumFiles_fillBatchesByBytes() throws InterruptedException {
        add(40, false, 1L << 20);
        batcher.flush();
        assertThat(sizes(handedOut(10))).hasSize(10).containsOnly(4);
    }

    @Test
    void add_linksAmongFiles_goInBatchesOfTheirOwn() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            add(1, false, 10);
            add(1, true, 0);
        }
        batcher.flush();
        List<List<String>> batches = handedOut(10);
        assertThat(sizes(batches).mapToInt(Integer::intValue).sum()).isEqualTo(600);
        assertThat(batches)
                .allSatisfy(batch ->
                        assertThat(batch.stream().map(name -> Integer.parseInt(name) % 2))
                                .as("files, or links")
                                .containsOnly(Integer.parseInt(batch.getFirst()) % 2));
    }

    @Test
    void add_workersIdle_makesSmallBatches() throws InterruptedException {
        mayOpen.countDown();
        add(600, false, 10);
        Await.until(Duration.ofSeconds(30), "idle workers", dispatcher::isHungry);
        batcher.flush();
        int before = workers.names().size();
        add(24, false, 10);
        assertThat(sizes(workers.names()).skip(before)).containsExactly(8, 8, 8);
    }
}
