package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedReference;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;
import dev.brood.ignite.link.SeatService.NodeInfo;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A cluster whose nodes have little memory for objects, and programs that put more there.
@EnabledIfSystemProperty(named = "brood.cluster", matches = "all", disabledReason = "takes long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterMemoryTest {
    private static final long LONG = 120;
    private static final int KILOBYTE = 1 << 10;
    private static final int MEGABYTE = 1 << 20;

    private static final int TOO_MANY = 64;

    /// So many items of 5 MB are more than a node has room for.
    private static final int ENOUGH = 10;

    private static final String FULL =
            " takes no more: of the 64\\.0 MB that node 'small[12]' has for objects 5\\d\\.\\d MB"
                    + " \\(\\d\\d %\\) are taken, and [0-9.]+ [KM]B were to be added; take from it,"
                    + " close objects, add nodes, or start nodes with more: --memory";

    private final TestCluster cluster =
            new TestCluster("small", SeatConfig.DETECTION, new SeatConfig.Room("192m", "64m"));
    private final List<ClusterNode> nodes = new ArrayList<>();
    private Brood brood = Brood.local();

    @BeforeAll
    void open() throws IOException {
        nodes.add(cluster.add("small1", 1));
        nodes.add(cluster.add("small2", 1));
        brood = cluster.open();
    }

    @AfterAll
    void close() {
        brood.close();
        cluster.close();
    }

    /// Whatever was put where, nobody has died of it.
    @AfterEach
    void allNodesLive() {
        for (ClusterNode node : nodes) {
            assertThat(node.members())
                    .extracting(NodeInfo::name)
                    .containsExactlyInAnyOrder("small1", "small2");
        }
    }

    /// Puts something until that is refused.
    private interface Put {
        void put(int number) throws Exception;
    }

    private static ClusterFullException refusal(List<Integer> put, Put each) throws Exception {
        for (int i = 0; i < LONG * KILOBYTE; i++) {
            try {
                each.put(i);
            } catch (ClusterFullException e) {
                return e;
            }
            put.add(i);
        }
        throw new AssertionError("more fits than there is room");
    }

    private static byte[] page(int number, int size) {
        byte[] page = new byte[size];
        page[size / 2] = (byte) number;
        return page;
    }

    private static int number(byte @Nullable [] page) {
        byte[] there = Objects.requireNonNull(page);
        return there[there.length / 2];
    }

    @Test
    void queueOfLargeItems_thatIsFull_refusesOne_losesNone_andHasRoomAgain() throws Exception {
        SharedQueue<byte[]> queue = brood.<byte[]>newQueue().name("pages").capacity(1000).open();
        SharedLock lock = brood.lock();
        int before = 0;
        for (int round = 0; round < 2; round++) {
            List<Integer> put = new ArrayList<>();
            ClusterFullException refusal = refusal(put, i -> queue.put(page(i, MEGABYTE)));
            assertThat(refusal).hasMessageMatching("queue 'pages'" + FULL);
            assertThat(queue).hasSize(put.size());
            assertThat(lock.tryLock()).isTrue();
            lock.unlock();
            assertThatThrownBy(() -> queue.offer(page(0, MEGABYTE)))
                    .isInstanceOf(ClusterFullException.class);
            for (int number : put) {
                assertThat(number(queue.take())).isEqualTo(number);
            }
            assertThat(put).hasSizeGreaterThanOrEqualTo(Math.max(30, before - 2));
            before = put.size();
        }
        lock.close();
    }

    @Test
    void itemLargerThanAQuarterOfTheMemory_isRefused() {
        SharedQueue<byte[]> queue = brood.queue(2);
        assertThatThrownBy(() -> queue.put(new byte[20 * MEGABYTE]))
                .isInstanceOf(ClusterFullException.class)
                .hasMessageMatching(
                        "queue 'queue-\\d+' can't keep 20\\.0 MB in one piece: node 'small[12]' has"
                                + " 64\\.0 MB for objects, and one of this kind may have 16\\.0 MB"
                                + " of it; divide it, or start nodes with more: --memory");
        assertThat(queue).isEmpty();
    }

    /// Several are let in while each of them fits: then Ignite itself is at its end.
    @Test
    void queueFilledByManyAtOnce_refusesSome_andLosesNoneOfTheOthers() throws Exception {
        SharedQueue<byte[]> queue = brood.<byte[]>newQueue().name("rush").capacity(1000).open();
        for (int round = 0; round < 2; round++) {
            List<CompletableFuture<Integer>> putters = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int size = (2 + i % 3) * MEGABYTE;
                putters.add(
                        CompletableFuture.supplyAsync(
                                () -> putUntilRefused(queue, size),
                                task -> Thread.ofPlatform().start(task)));
            }
            int put = 0;
            for (CompletableFuture<Integer> putter : putters) {
                put += putter.get(LONG, TimeUnit.SECONDS);
            }
            assertThat(queue).hasSize(put);
            assertThat(put).isGreaterThan(7);
            while (put-- > 0) {
                assertThat(number(queue.take())).isEqualTo(1);
            }
            assertThat(queue).isEmpty();
        }
    }

    private static int putUntilRefused(SharedQueue<byte[]> queue, int size) {
        try {
            List<Integer> put = new ArrayList<>();
            ClusterFullException _ = refusal(put, _ -> queue.put(page(1, size)));
            return put.size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void largeItemsThatWereNotPut_takeNoRoom() throws Exception {
        byte[] large = new byte[5 * MEGABYTE];
        SharedQueue<byte[]> queue = brood.queue(1);
        queue.put(large);
        for (int i = 0; i < ENOUGH; i++) {
            assertThat(queue.offer(large)).isFalse();
        }
        for (int i = 0; i < ENOUGH; i++) {
            assertThat(queue.offer(large, Duration.ofNanos(1))).isFalse();
        }
        for (int i = 0; i < ENOUGH; i++) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> queue.put(large)).isInstanceOf(InterruptedException.class);
        }
        queue.close();
        for (int i = 0; i < ENOUGH; i++) {
            assertThatThrownBy(() -> queue.put(large)).isInstanceOf(ClosedException.class);
        }
        assertThat(queue.take()).hasSameSizeAs(large);
    }

    /// Puts so much in a map that there is room for little more.
    ///
    /// @param free of how many values of that size
    private static ManagedMap<Integer, byte[]> ballast(Manager manager, int free, int size)
            throws Exception {
        ManagedMap<Integer, byte[]> map = manager.map();
        ClusterFullException _ =
                refusal(new ArrayList<>(), i -> map.put(-1 - i, new byte[MEGABYTE]));
        map.remove(-1);
        List<Integer> put = new ArrayList<>();
        ClusterFullException _ = refusal(put, i -> map.put(i, new byte[size]));
        put.subList(0, free).forEach(map::remove);
        return map;
    }

    /// The first time Ignite makes lists of pages that are partly free, which take room as well.
    @Test
    void queueOfSmallItems_whereTheMemoryIsFull_refusesOne_andAllCanBeTaken() throws Exception {
        SharedQueue<byte[]> queue = brood.<byte[]>newQueue().name("small").capacity(9999).open();
        try (Manager manager = brood.newManager().open()) {
            ManagedMap<Integer, byte[]> _ = ballast(manager, 10, 64 * KILOBYTE);
            int before = 0;
            for (int round = 0; round < 2; round++) {
                List<Integer> put = new ArrayList<>();
                ClusterFullException refusal = refusal(put, i -> queue.put(page(i, KILOBYTE)));
                assertThat(refusal).hasMessageMatching("queue 'small'" + FULL);
                for (int number : put) {
                    assertThat(number(queue.take())).isEqualTo((byte) number);
                }
                assertThat(put).hasSizeGreaterThanOrEqualTo(Math.max(30, before / 2));
                before = put.size();
            }
        }
    }

    @Test
    void map_thatIsFull_refusesOne_keepsTheOthers_andHasRoomAgain() throws Exception {
        int size = MEGABYTE / 2;
        try (Manager manager = brood.newManager().open()) {
            ManagedMap<Integer, byte[]> map = manager.map();
            ManagedMap<String, String> other = manager.map(Map.of("a", "b"));
            int before = 0;
            for (int round = 0; round < 2; round++) {
                List<Integer> put = new ArrayList<>();
                ClusterFullException refusal = refusal(put, i -> map.put(i, page(i, size)));
                assertThat(refusal).hasMessageMatching("map 'map-\\d+'" + FULL);
                assertThat(map).hasSize(put.size());
                assertThat(number(map.replace(0, page(1, size)))).isZero();
                assertThat(other.remove("a")).isEqualTo(round == 0 ? "b" : null);
                for (int number : put) {
                    assertThat(number(map.remove(number))).isEqualTo(number == 0 ? 1 : number);
                }
                assertThat(put).hasSizeGreaterThanOrEqualTo(Math.max(60, before - 4));
                before = put.size();
            }
        }
    }

    @Test
    void putAll_ofMoreThanFits_saysHowManyWerePut() throws Exception {
        int size = 64 * KILOBYTE;
        try (Manager manager = brood.newManager().open()) {
            ManagedMap<Integer, byte[]> _ = ballast(manager, 10, size);
            ManagedMap<Integer, byte[]> map = manager.map();
            Map<Integer, byte[]> many = new HashMap<>();
            for (int i = 0; i < TOO_MANY; i++) {
                many.put(i, page(i, size));
            }
            ClusterFullException refusal =
                    catchThrowableOfType(ClusterFullException.class, () -> map.putAll(many));
            assertThat(map).hasSizeBetween(5, 20);
            assertThat(refusal)
                    .hasMessageContaining(
                            "; of 64 entries %d were put all the same; ".formatted(map.size()));
            map.forEach((key, value) -> assertThat(number(value)).isEqualTo(key));
        }
    }

    @Test
    void listReferenceAndValue_whereTheMemoryIsFull_refuseMore_andCanBeMadeSmaller()
            throws Exception {
        try (Manager manager = brood.newManager().open()) {
            ManagedList<byte[]> list = manager.list();
            ManagedValue<byte[]> value = manager.value(new byte[KILOBYTE]);
            SharedReference<byte[]> reference = brood.reference(new byte[KILOBYTE]);
            assertThatThrownBy(() -> reference.set(new byte[5 * MEGABYTE]))
                    .isInstanceOf(ClusterFullException.class)
                    .hasMessageContaining("' can't keep 5.0 MB in one piece: ");
            ManagedMap<Integer, byte[]> map = ballast(manager, 5, 64 * KILOBYTE);
            for (int round = 0; round < 2; round++) {
                List<Integer> put = new ArrayList<>();
                ClusterFullException refusal = refusal(put, i -> list.add(page(i, 10 * KILOBYTE)));
                assertThat(refusal).hasMessageMatching("list 'list-\\d+'" + FULL);
                assertThat(list).hasSize(put.size()).hasSizeGreaterThan(10);
                assertThatThrownBy(() -> value.set(new byte[MEGABYTE]))
                        .isInstanceOf(ClusterFullException.class)
                        .hasMessageMatching("value 'value-\\d+'" + FULL);
                assertThatThrownBy(() -> reference.set(new byte[MEGABYTE]))
                        .isInstanceOf(ClusterFullException.class)
                        .hasMessageMatching("shared reference '.+'" + FULL);
                value.set(new byte[KILOBYTE / 2]);
                reference.set(new byte[KILOBYTE]);
                assertThat(value.get()).hasSize(KILOBYTE / 2);
                for (int number : put) {
                    assertThat(number(list.remove(0))).isEqualTo(number);
                }
                value.set(new byte[KILOBYTE]);
            }
            map.clear();
            reference.set(new byte[MEGABYTE]);
            assertThat(reference.get()).hasSize(MEGABYTE);
            ((AutoCloseable) reference).close();
        }
    }
}
