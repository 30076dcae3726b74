package dev.brood.local.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.ShareableList;
import dev.brood.junit.Await;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Lists whose writers die, and when their memory is given back; on both systems.
class LocalListTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 50_000;

    private Tree tree;
    private LocalData data;

    private void plant(String system) {
        tree = Tree.plant(OperatingSystem.named(system), "test");
        Lifetimes.of(tree);
        data =
                new LocalData(tree) {
                    @Override
                    protected void requireOpen() {}
                };
    }

    @AfterEach
    void end() {
        Lifetimes.of(tree).close();
        tree.close();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(tree.directory().path())) {
            return all.filter(each -> each.getFileName().toString().startsWith("list-")).count();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kernel, slot.written, 10, 1",
        "portable, slot.written, 10, 1",
        "kernel, slot.replaced, 10, 2",
        "portable, slot.drafted, 50000, 1",
        "kernel, slot.published, 50000, 1",
        "portable, slot.published, 50000, 1",
        "kernel, slot.replaced, 50000, 2"
    })
    void writer_thatDiesInBetween_leavesTheOldOrTheNewElement(
            String system, String place, int length, String left) throws Exception {
        plant(system);
        String large = "x".repeat(LARGE);
        ShareableList<String> list = data.shareableList(List.of("0", "1", large));
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> list.set(1, "2".repeat(length)));
        }
        assertThat(list).containsExactly("0", left.equals("1") ? "1" : "2".repeat(length), large);
        list.set(0, "after");
        list.set(1, "after");
        assertThat(list).containsExactly("after", "after", large);
        assertThat(files()).as("the list's own and the large element's").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void writersKilledAtRandom_tearNothing_andStopNoOne(String system) throws Exception {
        plant(system);
        ShareableList<Integer> counts = data.shareableList(List.of(0, 0, 0));
        ShareableList<String> texts = data.shareableList(List.of("0", "0"));
        for (int round = 0; round < 4; round++) {
            try (Sibling one = Sibling.start(tree);
                    Sibling two = Sibling.start(tree)) {
                int before = counts.get(0);
                for (Sibling each : List.of(one, two)) {
                    each.begin(() -> {
                        for (int i = 0; ; i++) {
                            texts.set(i % 2, ("" + i % 10).repeat(i % 20 == 0 ? LARGE : 5));
                            int now = counts.get(0);
                            while (!counts.compareAndSet(0, now, now + 1)) {
                                now = counts.get(0);
                            }
                        }
                    });
                }
                Await.until(
                        PATIENCE,
                        "writers",
                        () -> {
                            assertThat(texts)
                                    .allMatch(text -> text.chars().distinct().count() == 1);
                            return counts.get(0) > before + 200;
                        });
                one.kill();
                int afterOne = counts.get(0);
                Await.until(PATIENCE, "the other", () -> counts.get(0) > afterOne + 50);
                two.kill();
            }
        }
        assertThat(counts.get(1)).isZero();
        texts.set(0, "");
        texts.set(1, "");
        assertThat(files()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"object.close.marked", "object.close.unlinked"})
    void closer_thatDiesInBetween_leavesItClosed_withoutFiles(String place) throws Exception {
        plant("kernel");
        ShareableList<String> list = data.shareableList(List.of("x".repeat(LARGE)));
        try (Sibling sibling = Sibling.start(tree, "-Dbrood.crash=" + place)) {
            sibling.dieIn(() -> {
                list.close();
                return null;
            });
        }
        assertThat(files()).isZero();
        assertThatThrownBy(() -> list.get(0)).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "portable"})
    void handle_thatIsGarbage_givesItsMemoryBack(String system) throws Exception {
        plant(system);
        data.shareableList(List.of(1, 2));
        data.shareableList(List.<@Nullable Object>of(3)).close();
        assertThat(files()).isEqualTo(1);
        Await.until(
                PATIENCE,
                "no lists",
                () -> {
                    System.gc();
                    data.sharedInt(0); // whoever makes something gives garbage back
                    return tree.arena().published(DataKind.LIST.type).isEmpty();
                });
        assertThat(files()).isZero();
    }
}
