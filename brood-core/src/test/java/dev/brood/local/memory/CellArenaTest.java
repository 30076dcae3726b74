package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Collections.nCopies;

import dev.brood.junit.Jvm;
import dev.brood.local.os.Servant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Cells: sizes, names, states, growth, and what a dead maker leaves.
class CellArenaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TYPE = 9;
    private static final int MAKER = 7;
    private static final int THREADS = 4;

    /// Of the largest size there are 8 to a slab, and 31 slabs to a file.
    private static final int LARGE_CELLS_OF_A_FILE = 8 * 31;

    @TempDir Path base;
    private Arenas arenas;
    private CellArena arena;

    @BeforeEach
    void make() throws Exception {
        arenas = Arenas.create(base);
        arena = arenas.arena();
    }

    @AfterEach
    void end() {
        arenas.close();
    }

    private Cell published(int bytes) {
        Cell cell = arena.allocate(TYPE, bytes, MAKER);
        arena.publish(cell);
        return cell;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 48",
        "1, 48",
        "48, 48",
        "49, 112",
        "112, 112",
        "113, 240",
        "240, 240",
        "241, 496",
        "496, 496",
        "497, 1008",
        "1008, 1008",
        "1009, 2032",
        "2032, 2032"
    })
    void allocate_bytes_areRoundedUpToASize(int bytes, int size) {
        Cell cell = arena.allocate(TYPE, bytes, MAKER);
        assertThat(cell.size()).isEqualTo(size);
        assertThat(cell.offset() % 16).isZero();
        assertThat(cell.offset()).isEqualTo(cell.id().offset() + 16L);
        assertThat(Arenas.contents(cell)).isEqualTo(new byte[size]);
    }

    @Test
    void allocate_impossible_isRefused() {
        assertThatThrownBy(() -> arena.allocate(TYPE, 2033, MAKER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cell holds 0 to 2032 bytes, not 2033");
        assertThatThrownBy(() -> arena.allocate(TYPE, -1, MAKER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cell holds 0 to 2032 bytes, not -1");
        for (int type : new int[] {0, -1, 256}) {
            assertThatThrownBy(() -> arena.allocate(type, 1, MAKER))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a cell's type must be 1 to 255, was " + type);
        }
    }

    @Test
    void resolve_published_findsTheSameCell() {
        Cell cell = published(100);
        Words.setLong(cell.memory(), cell.offset(), 42);
        Cell found = arena.resolve(cell.id(), TYPE);
        assertThat(found).isEqualTo(cell);
        assertThat(Words.getLong(found.memory(), found.offset())).isEqualTo(42);
        assertThat(arena.isCurrent(cell)).isTrue();
        assertThat(arena.published(TYPE)).containsExactly(cell.id());
        assertThat(arena.published(TYPE + 1)).isEmpty();
    }

    @Test
    void resolve_notPublishedOrOfAnotherType_isStale() {
        Cell cell = arena.allocate(TYPE, 10, MAKER);
        assertThatThrownBy(() -> arena.resolve(cell.id(), TYPE))
                .isInstanceOf(StaleCellException.class)
                .hasMessage(
                        "shared object %s was freed: its place is being filled anew", cell.id());
        assertThat(arena.isCurrent(cell)).isFalse();
        arena.publish(cell);
        assertThatThrownBy(() -> arena.resolve(cell.id(), TYPE + 1))
                .isInstanceOf(StaleCellException.class)
                .hasMessage(
                        "shared object %s was freed: its place holds another object of type 9",
                        cell.id());
    }

    @Test
    void free_cell_endsItForEver() {
        Cell cell = published(10);
        assertThat(arena.free(cell.id())).isTrue();
        assertThat(arena.free(cell.id())).isFalse();
        assertThat(arena.isCurrent(cell)).isFalse();
        assertThat(arena.published(TYPE)).isEmpty();
        assertThatThrownBy(() -> arena.resolve(cell.id(), TYPE))
                .isInstanceOf(StaleCellException.class)
                .hasMessage("shared object %s was freed: its place is free", cell.id());
        assertThatThrownBy(() -> arena.publish(cell)).isInstanceOf(StaleCellException.class);
    }

    @Test
    void free_claimed_givesItBack() {
        Cell cell = arena.allocate(TYPE, 10, MAKER);
        assertThat(arena.free(cell.id())).isTrue();
        assertThat(arena.claimed(TYPE, MAKER)).isEmpty();
    }

    @Test
    void allocate_freedPlace_isClearAndHasAnotherName() {
        Set<CellId> names = new HashSet<>();
        int perFile = 8 * 31;
        // Three times through all places of the file.
        for (int i = 0; i < 3 * perFile; i++) {
            Cell cell = published(2000);
            assertThat(Arenas.contents(cell)).isEqualTo(new byte[2032]);
            Arenas.slice(cell).fill((byte) 0xff);
            assertThat(names.add(cell.id())).isTrue();
            arena.free(cell.id());
            assertThat(Arenas.contents(cell)).containsOnly(0xff);
        }
        assertThat(files()).isOne();
        assertThat(names.stream().map(CellId::generation)).contains(0, 1, 2);
    }

    @Test
    void allocate_justFreed_takesAnotherPlaceFirst() {
        Cell first = published(10);
        arena.free(first.id());
        assertThat(published(10).id().offset()).isNotEqualTo(first.id().offset());
    }

    @Test
    void allocate_freedPlaces_areNeverOfAnotherType() {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            Cell cell = published(10);
            places.add(cell.id().offset());
            arena.free(cell.id());
        }
        for (int i = 0; i < 300; i++) {
            Cell cell = arena.allocate(TYPE + 1, 10, MAKER);
            assertThat(places).doesNotContain(cell.id().offset());
            arena.free(cell.id());
        }
        assertThat(arena.places(TYPE)).hasSameSizeAs(places);
    }

    @Test
    void allocateAsLeft_freedPlace_hasWhatWasThere() {
        Cell cell = arena.allocateAsLeft(TYPE, 10, MAKER);
        assertThat(Arenas.contents(cell)).containsOnly(0);
        Arenas.slice(cell).fill((byte) 7);
        arena.free(cell.id());
        Cell again = cell;
        while (again.id().generation() == 0) {
            again = arena.allocateAsLeft(TYPE, 10, MAKER);
        }
        assertThat(again.offset()).isEqualTo(cell.offset());
        assertThat(Arenas.contents(again)).containsOnly(7);
    }

    @Test
    void places_areThoseThatWereUsed_whateverIsThereNow() {
        Cell free = published(10);
        arena.free(free.id());
        Cell claimed = arena.allocate(TYPE, 10, MAKER);
        Cell live = published(100);
        arena.allocate(TYPE + 1, 10, MAKER);
        assertThat(arena.places(TYPE))
                .extracting(Cell::offset)
                .containsExactlyInAnyOrder(free.offset(), claimed.offset(), live.offset());
        assertThat(arena.places(TYPE)).contains(claimed, live).doesNotContain(free);
    }

    private long files() {
        for (int i = 0; ; i++) {
            if (!Files.exists(arenas.directory().file("cells-" + i))) {
                return i;
            }
        }
    }

    @Test
    void allocate_moreThanAFileHolds_addsFiles() {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 2 * LARGE_CELLS_OF_A_FILE + 1; i++) {
            Cell cell = published(2032);
            Words.setInt(cell.memory(), cell.offset(), i);
            cells.add(cell);
        }
        assertThat(files()).isEqualTo(3);
        for (int i = 0; i < cells.size(); i++) {
            Cell found = arena.resolve(cells.get(i).id(), TYPE);
            assertThat(Words.getInt(found.memory(), found.offset())).isEqualTo(i);
        }
        assertThat(arena.published(TYPE)).hasSameSizeAs(cells);
        assertThat(new HashSet<>(arena.published(TYPE)))
                .isEqualTo(cells.stream().map(Cell::id).collect(Collectors.toSet()));
        for (int i = cells.size(); i < 3 * LARGE_CELLS_OF_A_FILE; i++) {
            published(2032);
        }
        // What is free in the first file is used again before a file is added.
        arena.free(cells.getFirst().id());
        assertThat(published(2032).id().arena()).isZero();
        assertThat(files()).isEqualTo(3);
    }

    @Test
    void allocate_manySizes_shareAFileBySlabs() {
        for (int size : new int[] {48, 112, 240, 496, 1008, 2032}) {
            for (int i = 0; i < 20; i++) {
                assertThat(published(size).id().arena()).isZero();
            }
        }
        assertThat(files()).isOne();
    }

    @Test
    void allocate_unfinishedFileOfADead_isMadeAnew() throws Exception {
        Files.writeString(arenas.directory().file("cells-0.new"), "half of it");
        Cell cell = published(10);
        assertThat(arena.resolve(cell.id(), TYPE)).isEqualTo(cell);
        assertThat(arenas.directory().file("cells-0.new")).doesNotExist();
    }

    @Test
    void garbageIds_areStaleAndHarmless() {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Cell cell = published(i % 2032);
            Arenas.slice(cell).fill((byte) i);
            cells.add(cell);
        }
        long seed = System.nanoTime();
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 5_000; i++) {
            CellId id =
                    new CellId(
                            random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(2),
                            random.nextBoolean() ? random.nextInt() : random.nextInt(-99, 600_000),
                            random.nextBoolean() ? random.nextInt() : 1 + random.nextInt(5));
            assertThatThrownBy(() -> arena.resolve(id, TYPE))
                    .as("%s, seed %d", id, seed)
                    .isInstanceOf(StaleCellException.class);
            freeQuietly(id);
        }
        for (int i = 0; i < cells.size(); i++) {
            assertThat(arena.isCurrent(cells.get(i))).isTrue();
            assertThat(Arenas.contents(cells.get(i))).as("seed %d", seed).containsOnly((byte) i);
        }
    }

    /// A garbage id may by chance be of a place where a cell begins.
    private void freeQuietly(CellId id) {
        try {
            assertThat(arena.free(id)).isFalse();
        } catch (StaleCellException e) {
            assertThat(e).hasMessageStartingWith("shared object " + id + " was freed: ");
        }
    }

    @Test
    void recover_deadMaker_freesWhatItHadNotPublished() {
        Cell claimed = arena.allocate(TYPE, 10, MAKER);
        Cell anothers = arena.allocate(TYPE, 10, MAKER + 1);
        Cell published = published(10);
        assertThat(arena.claimed(TYPE, MAKER)).containsExactly(claimed);
        assertThat(arena.claimed(TYPE + 1, MAKER)).isEmpty();
        arena.recover(MAKER);
        arena.recover(MAKER);
        assertThat(arena.claimed(TYPE, MAKER)).isEmpty();
        assertThat(arena.claimed(TYPE, MAKER + 1)).containsExactly(anothers);
        assertThat(arena.isCurrent(published)).isTrue();
        assertThatThrownBy(() -> arena.publish(claimed)).isInstanceOf(StaleCellException.class);
        arena.publish(anothers);
    }

    /// Allocates a cell, fills and publishes it, as maker 300.
    static final class Maker {
        private Maker() {}

        static void main(String[] args) {
            try (Arenas arenas = Arenas.open(args[0])) {
                Cell cell = arenas.arena().allocate(TYPE, 40, 300);
                arenas.arena().publish(cell);
                System.out.println(cell.id());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"cell.claimed, 0", "cell.typed, 1"})
    void recover_makerKilledWhileItAllocated_showsNothingOfThePlacesPast(String crash, int visible)
            throws Exception {
        Cell past = published(40);
        Arenas.slice(past).fill((byte) 0xff);
        arena.free(past.id());
        try (Jvm maker =
                Servant.options(Maker.class)
                        .args(arenas.directory().toString())
                        .flags("-Dbrood.crash=" + crash)
                        .start()) {
            assertThat(maker.awaitExit(PATIENCE)).isEqualTo(137);
        }
        assertThat(arena.claimed(TYPE, 300))
                .hasSize(visible)
                .allSatisfy(cell -> {
                    // It is the same place, or this would tell nothing.
                    assertThat(cell.offset()).isEqualTo(past.offset());
                    assertThat(Arenas.contents(cell)).containsOnly(0);
                });
        arena.recover(300);
        assertThat(arena.claimed(TYPE, 300)).isEmpty();
        assertThatThrownBy(() -> arena.resolve(past.id(), TYPE))
                .hasMessageEndingWith("its place is free");
    }

    @Test
    void resolve_publishedByAnotherWhoDiedSince_isThere() throws Exception {
        try (Jvm maker = Servant.options(Maker.class).args(arenas.directory().toString()).start()) {
            assertThat(maker.awaitExit(PATIENCE)).isZero();
            arena.recover(300);
            assertThat(arena.published(TYPE))
                    .singleElement()
                    .hasToString(maker.stdout().getFirst());
            assertThat(arena.resolve(arena.published(TYPE).getFirst(), TYPE).size()).isEqualTo(48);
        }
    }

    @Test
    void resolve_byThreadsThatAllHaveToMapTheFile_isThereForAll() throws Exception {
        Cell cell = published(10);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (FileMutex growth = new FileMutex(arenas.directory().file("growth"))) {
            for (int round = 0; round < 300; round++) {
                try (CellArena other = new CellArena(arenas.directory(), growth)) {
                    CyclicBarrier gate = new CyclicBarrier(THREADS);
                    Callable<Integer> find =
                            () -> {
                                gate.await();
                                return other.resolve(cell.id(), TYPE).size();
                            };
                    for (Future<Integer> size : threads.invokeAll(nCopies(THREADS, find))) {
                        assertThat(size.get()).as("round %d", round).isEqualTo(48);
                    }
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void close_thenUse_throwsAndMapsNothing() {
        Cell cell = published(10);
        arena.close();
        arena.close();
        assertThatThrownBy(() -> arena.resolve(cell.id(), TYPE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> arena.resolve(new CellId(1, 4096, 0), TYPE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the arena in %s was closed", arenas.directory());
    }
}
