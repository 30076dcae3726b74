package dev.brood.local.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.CellId;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What threads write before they sleep, and what is to be seen of it from outside.
class WaitTableTest {
    private static final CellId ONE = new CellId(0, 4096, 7);
    private static final CellId TWO = new CellId(3, 8192, 9);

    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.named("portable"), "root");
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private List<WaitTable.Seen> seen() throws Exception {
        try (ArenaView arena = ArenaView.open(tree.directory().path())) {
            return WaitTable.read(arena);
        }
    }

    @Test
    void begin_andClose_isSeenInBetween() throws Exception {
        assertThat(seen()).isEmpty();
        long before = System.currentTimeMillis();
        try (WaitTable.Wait _ = tree.waits().begin(ONE, 5, Deadline.NEVER)) {
            assertThat(seen())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.slot()).isZero();
                        assertThat(each.threadId()).isEqualTo(Thread.currentThread().threadId());
                        assertThat(each.threadName()).isEqualTo(Thread.currentThread().getName());
                        assertThat(each.holds()).isFalse();
                        assertThat(each.object()).isEqualTo(ONE);
                        assertThat(each.amount()).isEqualTo(5);
                        assertThat(each.sinceMillis())
                                .isBetween(before, System.currentTimeMillis());
                        assertThat(each.untilMillis()).isZero();
                    });
        }
        assertThat(seen()).isEmpty();
    }

    @Test
    void begin_twiceInOnePlace_isToldApart() throws Exception {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (WaitTable.Wait _ =
                    tree.waits().begin(ONE, 1, Deadline.after(Duration.ofSeconds(100)))) {
                WaitTable.Seen only = seen().getFirst();
                assertThat(only.untilMillis() - only.sinceMillis()).isBetween(99_000L, 100_000L);
                places.add(only.place());
            }
        }
        assertThat(places).doesNotHaveDuplicates();
    }

    @Test
    void begin_longThreadName_isCutBetweenCharacters() throws Exception {
        FutureTask<List<WaitTable.Seen>> looked =
                new FutureTask<>(() -> {
                    try (WaitTable.Wait _ = tree.waits().begin(ONE, 1, Deadline.NEVER)) {
                        return seen();
                    }
                });
        Thread.ofPlatform().name("x" + "ü".repeat(40)).start(looked);
        assertThat(looked.get().getFirst().threadName()).isEqualTo("x" + "ü".repeat(23));
    }

    @Test
    void begin_byOneWhoHoldsSomething_tellsThatToo() throws Exception {
        tree.waits().addHoldings(holder -> holder.holds(TWO, 3));
        try (WaitTable.Wait _ = tree.waits().begin(ONE, 1, Deadline.NEVER)) {
            assertThat(seen())
                    .extracting(
                            WaitTable.Seen::holds, WaitTable.Seen::object, WaitTable.Seen::amount)
                    .containsExactlyInAnyOrder(tuple(false, ONE, 1), tuple(true, TWO, 3));
        }
        assertThat(seen()).isEmpty();
    }

    @Test
    void begin_forTheEndOfAProcess_isToldFromAnObject() throws Exception {
        try (WaitTable.Wait _ = tree.waits().begin(WaitTable.endOf(4711), 1, Deadline.NEVER);
                WaitTable.Wait _ = tree.waits().begin(ONE, 1, Deadline.NEVER)) {
            assertThat(seen())
                    .extracting(WaitTable.Seen::process, WaitTable.Seen::holds)
                    .containsExactlyInAnyOrder(tuple(4711, false), tuple(0, false));
        }
    }

    @Test
    void begin_moreThanThereIsRoomFor_isNotTold() throws Exception {
        List<WaitTable.@Nullable Wait> waits = new ArrayList<>();
        WaitTable.@Nullable Wait last = tree.waits().begin(ONE, 1, Deadline.NEVER);
        while (last != null) {
            waits.add(last);
            last = tree.waits().begin(ONE, 1, Deadline.NEVER);
        }
        assertThat(waits).hasSizeBetween(100, 1000);
        assertThat(seen()).hasSameSizeAs(waits);
        waits.forEach(WaitTable.Wait::close);
        assertThat(seen()).isEmpty();
        try (WaitTable.Wait again = tree.waits().begin(TWO, 1, Deadline.NEVER)) {
            assertThat(again).isNotNull();
            assertThat(seen()).extracting(WaitTable.Seen::object).containsExactly(TWO);
        }
    }

    @Test
    void close_afterTheTree_doesNothing() {
        WaitTable.Wait wait = tree.waits().begin(ONE, 1, Deadline.NEVER);
        tree.close();
        assertThat(wait).isNotNull();
        wait.close();
        assertThat(tree.waits().begin(ONE, 1, Deadline.NEVER)).isNull();
    }

    @Test
    void read_whileThreadsComeAndGo_seesNoHalfEntry() throws Exception {
        tree.waits().begin(ONE, 1, Deadline.NEVER).close(); // so that there is something to map
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int seed = i;
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            threads.add(
                    Thread.ofPlatform()
                            .name("thread " + seed)
                            .start(() -> {
                                while (over.getCount() > 0) {
                                    int number = random.nextInt(1, 1 << 30);
                                    CellId object = new CellId(number, number, number);
                                    WaitTable.Wait wait =
                                            tree.waits().begin(object, number, Deadline.NEVER);
                                    if (wait != null) {
                                        wait.close();
                                    }
                                }
                            }));
        }
        int found = 0;
        try (ArenaView arena = ArenaView.open(tree.directory().path())) {
            while (found < 2_000) {
                for (WaitTable.Seen each : WaitTable.read(arena)) {
                    found++;
                    int number = each.amount();
                    assertThat(each.object()).isEqualTo(new CellId(number, number, number));
                    assertThat(each.threadName()).matches("thread [0-2]");
                }
            }
        } finally {
            over.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(seen()).isEmpty();
    }
}
