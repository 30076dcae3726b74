package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.SharedLong;
import dev.brood.SharedReference;
import dev.brood.junit.Await;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;

/// References whose writers die, at named places and at random, on both systems.
class LocalReferenceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 100_000;

    private Tree tree;
    private LocalData data;

    private void plant(String system) {
        tree = Tree.plant(OperatingSystem.named(system), "test");
        Lifetimes.of(tree);
        Tree planted = tree;
        data =
                new LocalData(planted) {
                    @Override
                    protected void requireOpen() {}
                };
    }

    @AfterEach
    void end() {
        Lifetimes.of(tree).close();
        tree.close();
    }

    private List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(tree.directory().path(), "reference-*")) {
            all.forEach(each -> names.add(each.getFileName().toString()));
        }
        return names;
    }

    private static int[] filled(int length, int with) {
        int[] array = new int[length];
        Arrays.fill(array, with);
        return array;
    }

    /// Returns the number that fills an array, having looked that it fills it.
    private static int whole(int[] array) {
        assertThat(array).containsOnly(array[0]);
        return array[0];
    }

    @ParameterizedTest
    @CsvSource({
        "slot.locked, 10, 1",
        "slot.written, 10, 1",
        "slot.replaced, 10, 2",
        "slot.deleted, 10, 2",
        "slot.drafting, 100000, 1",
        "slot.drafted, 100000, 1",
        "slot.locked, 100000, 1",
        "slot.published, 100000, 1",
        "slot.replaced, 100000, 2",
        "slot.deleted, 100000, 2"
    })
    void writer_thatDiesInBetween_leavesTheOldOrTheNewValue(String place, int length, int left)
            throws Exception {
        for (String system : List.of("kernel", "portable")) {
            plant(system);
            for (int before : new int[] {10, LARGE}) {
                SharedReference<int[]> reference = data.reference(filled(before, 1));
                try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
                    sibling.dieIn(() -> {
                        reference.set(filled(length, 2));
                        return null;
                    });
                }
                assertThat(whole(reference.get())).isEqualTo(left);
                assertThat(reference.updateAndGet(array -> filled(array.length, 3)))
                        .hasSize(left == 1 ? before : length);
                assertThat(whole(reference.get())).isEqualTo(3);
                reference.set(filled(1, 4));
                assertThat(files()).as("files, on %s", system).isEmpty();
                reference.close();
            }
            if (system.equals("kernel")) {
                end();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void closer_thatDiesInBetween_leavesItClosed_withoutFiles(String system) throws Exception {
        plant(system);
        SharedReference<int[]> reference = data.reference(filled(LARGE, 1));
        assertThat(files()).hasSize(1);
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=object.close.marked")) {
            sibling.dieIn(() -> {
                reference.close();
                return null;
            });
        }
        assertThatThrownBy(reference::get).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> reference.set(filled(LARGE, 2)))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed by");
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void writersKilledAtRandom_tearNothing_andLoseNoUpdate(String system) throws Exception {
        plant(system);
        SharedReference<int[]> reference = data.reference(filled(10, 0));
        SharedLong done = data.sharedLong(0);
        for (int round = 0; round < 4; round++) {
            try (Sibling one = Sibling.start(tree);
                    Sibling two = Sibling.start(tree)) {
                long before = done.get();
                for (Sibling each : List.of(one, two)) {
                    each.begin(() -> {
                        while (true) {
                            reference.updateAndGet(
                                    array -> filled(array[0] % 50 == 0 ? LARGE : 10, array[0] + 1));
                            done.incrementAndGet();
                        }
                    });
                }
                Await.until(
                        PATIENCE,
                        "updates",
                        () -> {
                            int seen = whole(reference.get());
                            return seen > 0 && done.get() > before + 200;
                        });
                one.kill();
                long afterOne = done.get();
                Await.until(PATIENCE, "the other goes on", () -> done.get() > afterOne + 50);
                two.kill();
            }
            assertThat((long) whole(reference.get()) - done.get()).isBetween(0L, 2L * (round + 1));
        }
        reference.set(filled(1, 0));
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void get_whileOthersSet_isNeverTorn(String system) throws Exception {
        plant(system);
        SharedReference<int[]> reference = data.reference(filled(150, 0));
        List<FutureTask<Integer>> writers = new ArrayList<>();
        for (int writer = 0; writer < 2; writer++) {
            int number = writer;
            FutureTask<Integer> task =
                    new FutureTask<>(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            reference.set(filled(100 + i % 100, 2 * i + number));
                        }
                        return 0;
                    });
            writers.add(task);
            Thread.ofPlatform().name("writer").start(task);
        }
        while (!writers.stream().allMatch(FutureTask::isDone)) {
            whole(reference.get());
        }
        for (FutureTask<Integer> each : writers) {
            each.get();
        }
    }
}
