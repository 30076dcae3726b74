package dev.brood.cli.copy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.FakeWorkers;
import dev.brood.cli.copy.Recorder;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.TempNames;
import dev.brood.cli.copy.tally.Tally;
import dev.brood.cli.progress.Progress;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class DispatcherProgressTest {
    private static final int LARGE = 5 << 20;

    @TempDir private Path dir = Path.of("");
    private final Recorder log = new Recorder();
    private final Tally tally = new Tally(log);
    private final String token = TempNames.token();
    private final List<Path> targets = new ArrayList<>();

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectory(dir.resolve("from"));
        Files.createDirectory(dir.resolve("to"));
    }

    private Batch file(String name, int size) throws IOException {
        Path source = dir.resolve("from/" + name);
        Files.write(source, new byte[size]);
        targets.add(dir.resolve("to/" + name));
        tally.found(size);
        return new Batch(
                false,
                new String[] {source.toString()},
                new String[] {dir.resolve("to/" + name).toString()},
                new long[] {size},
                0);
    }

    private Dispatcher dispatcher(int limit, Workers workers) {
        CopyMode mode = new CopyMode(false, false, false, true, token);
        return new Dispatcher(mode, tally, log, limit, _ -> workers);
    }

    @Test
    void progress_halfWrittenRenamedAndDone_neverFalls() throws Exception {
        HandledWorkers workers = new HandledWorkers(2);
        Dispatcher dispatcher = dispatcher(2, workers);
        dispatcher.add(file("a", 2 * LARGE));
        for (int i = 0; i < 5; i++) {
            dispatcher.add(file("b" + i, LARGE));
        }
        workers.await(2);
        tally.scanned();
        assertThat(dispatcher.progress().bytesDone()).isZero();
        Path temp = TempNames.of(targets.getFirst().toString(), token);
        Files.write(temp, new byte[LARGE]);
        assertThat(dispatcher.progress().bytesDone()).isEqualTo(LARGE);
        Files.write(temp, new byte[3 * LARGE]);
        assertThat(dispatcher.progress().bytesDone()).as("the file grew").isEqualTo(2 * LARGE);
        Files.move(temp, targets.getFirst());
        assertThat(dispatcher.progress().bytesDone()).as("done, untold").isEqualTo(2 * LARGE);
        workers.await(2).getFirst().run();
        assertThat(dispatcher.progress())
                .isEqualTo(new Progress(1, 6, 2 * LARGE, 7 * LARGE, 0, false));
        for (int i = 1; i < 6; i++) {
            workers.await(i + 1).get(i).run();
        }
        dispatcher.finish();
        assertThat(dispatcher.progress())
                .isEqualTo(new Progress(6, 6, 7 * LARGE, 7 * LARGE, 0, false));
    }

    @Test
    void progress_workerDied_doesNotFall() throws Exception {
        HandledWorkers workers = new HandledWorkers(1);
        Dispatcher dispatcher = dispatcher(1, workers);
        for (int i = 0; i < 7; i++) {
            dispatcher.add(file("a" + i, LARGE));
        }
        HandledWorkers.Handed first = workers.await(1).getFirst();
        Path half = TempNames.of(dir.resolve("to/" + first.names().getFirst()).toString(), token);
        Files.write(half, new byte[LARGE / 2]);
        assertThat(dispatcher.progress().bytesDone()).isEqualTo(LARGE / 2);
        first.die();
        assertThat(half).doesNotExist();
        assertThat(dispatcher.progress().bytesDone()).isEqualTo(LARGE / 2);
        dispatcher.stop();
    }

    @Test
    void progress_askedAllTheTime_isWhatIsWrittenAndNeverFalls() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            List<Progress> seen = copyAndWatch(seed, _ -> false, true);
            assertMonotone(seen, "seed " + seed);
        }
    }

    @Test
    void progress_workersDieAllTheTime_neverFalls() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            List<Progress> seen = copyAndWatch(seed, task -> task % 3 == 1, false);
            assertMonotone(seen, "seed " + seed);
        }
    }

    private List<Progress> copyAndWatch(long seed, IntPredicate dies, boolean compare)
            throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        FakeWorkers workers = new FakeWorkers(2, dies, () -> {});
        try (workers) {
            Dispatcher dispatcher = dispatcher(2, workers);
            List<Batch> batches = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int size = random.nextInt(3) == 0 ? random.nextInt(1_000) : random.nextInt(LARGE);
                batches.add(file(seed + "-" + i, size));
            }
            FutureTask<@Nullable Void> copying =
                    new FutureTask<>(() -> {
                        for (Batch batch : batches) {
                            dispatcher.add(batch);
                        }
                        dispatcher.finish();
                        return null;
                    });
            Thread thread = new Thread(copying, "copying");
            thread.start();
            List<Progress> seen = new ArrayList<>();
            while (!copying.isDone()) {
                Progress progress = dispatcher.progress();
                seen.add(progress);
                if (compare) {
                    assertThat(progress.bytesDone())
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(written());
                }
            }
            copying.get();
            thread.join();
            seen.add(dispatcher.progress());
            assertThat(seen.getLast().bytesDone()).isEqualTo(seen.getLast().bytesTotal());
            return seen;
        }
    }

    private long written() {
        long bytes = 0;
        for (Path target : targets) {
            // In this order: a file that is renamed meanwhile is found under its final name.
            long half = size(TempNames.of(target.toString(), token));
            bytes += Math.max(half, size(target));
        }
        return bytes;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // not there yet, or no more
        }
    }

    private static void assertMonotone(List<Progress> seen, String what) {
        for (int i = 0; i < seen.size(); i++) {
            Progress now = seen.get(i);
            assertThat(now.bytesDone()).as(what).isBetween(0L, now.bytesTotal());
            assertThat(now.filesDone()).as(what).isBetween(0L, now.filesTotal());
            if (i > 0) {
                assertThat(now.bytesDone())
                        .as(what)
                        .isGreaterThanOrEqualTo(seen.get(i - 1).bytesDone());
                assertThat(now.filesDone())
                        .as(what)
                        .isGreaterThanOrEqualTo(seen.get(i - 1).filesDone());
            }
        }
    }
}
