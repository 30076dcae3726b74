package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.local.os.Servant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/// Threads of two JVMs that allocate, publish and free at random, each with a model of what is its
/// own. A cell that two of them got, or that was not clear, or that vanished, shows as a wrong
/// word.
class CellArenaModelTest {
    private static final int STEPS = 12_000;
    private static final int MOST = 150;

    @TempDir Path base;

    /// One thread's cells and what it has written into them.
    private static final class Worker {
        private final CellArena arena;
        private final int maker;
        private final long seed;
        private final RandomGenerator random;
        private final List<Owned> owned = new ArrayList<>();

        private record Owned(Cell cell, int type, long stamp, boolean published) {}

        Worker(CellArena arena, int maker, long seed) {
            this.arena = arena;
            this.maker = maker;
            this.seed = seed;
            this.random = new SplittableRandom(seed);
        }

        boolean run() {
            for (int i = 0; i < STEPS; i++) {
                int what = random.nextInt(10);
                if (owned.isEmpty() || (what < 5 && owned.size() < MOST)) {
                    allocate();
                } else if (what < 7) {
                    publish(random.nextInt(owned.size()));
                } else {
                    free(random.nextInt(owned.size()));
                }
            }
            for (int i = 0; i < owned.size(); i++) {
                check(owned.get(i));
            }
            // What is published is freed, what is not is left to recovery.
            for (Owned each : owned) {
                if (each.published()) {
                    require(arena.free(each.cell().id()), each);
                }
            }
            return true;
        }

        private void allocate() {
            int type = 1 + random.nextInt(255);
            Cell cell = arena.allocate(type, random.nextInt(CellFile.LARGEST + 1), maker);
            long stamp = random.nextLong();
            Owned fresh = new Owned(cell, type, stamp, false);
            require(isFilled(cell, 0), fresh);
            for (int i = 0; i < cell.size(); i += 8) {
                Words.setLong(cell.memory(), cell.offset() + i, stamp);
            }
            owned.add(fresh);
        }

        private void publish(int index) {
            Owned each = owned.get(index);
            check(each);
            if (!each.published()) {
                arena.publish(each.cell());
                owned.set(index, new Owned(each.cell(), each.type(), each.stamp(), true));
            }
        }

        private void free(int index) {
            Owned each = owned.remove(index);
            check(each);
            CellId id = each.cell().id();
            require(arena.free(id), each);
            require(!arena.free(id) && !arena.isCurrent(each.cell()), each);
        }

        private void check(Owned each) {
            require(isFilled(each.cell(), each.stamp()), each);
            require(arena.isCurrent(each.cell()) == each.published(), each);
            if (each.published()) {
                require(arena.resolve(each.cell().id(), each.type()).equals(each.cell()), each);
            }
        }

        private static boolean isFilled(Cell cell, long stamp) {
            for (int i = 0; i < cell.size(); i += 8) {
                if (Words.getLong(cell.memory(), cell.offset() + i) != stamp) {
                    return false;
                }
            }
            return true;
        }

        private void require(boolean holds, Owned each) {
            if (!holds) {
                throw new AssertionError("maker %d, seed %d: %s".formatted(maker, seed, each));
            }
        }
    }

    private static void runTwo(CellArena arena, int maker, long seed) throws Exception {
        List<FutureTask<Boolean>> workers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Worker worker = new Worker(arena, maker + i, seed + i);
            FutureTask<Boolean> task = new FutureTask<>(worker::run);
            workers.add(task);
            Thread.ofPlatform().name("worker").start(task);
        }
        for (FutureTask<Boolean> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            }
        }
    }

    /// The other JVM: runs two threads, or grabs a number of large cells.
    static final class Other {
        private Other() {}

        static void main(String[] args) throws Exception {
            try (Arenas arenas = Arenas.open(args[0])) {
                Servant.serve(order -> {
                    int number = Integer.parseInt(order.get(1));
                    if (order.getFirst().equals("work")) {
                        runTwo(arenas.arena(), 3, number);
                    } else {
                        grab(arenas.arena(), number);
                    }
                    return "done";
                });
            }
        }
    }

    private static void grab(CellArena arena, int number) {
        for (int i = 0; i < number; i++) {
            arena.publish(arena.allocate(1, CellFile.LARGEST, 5));
        }
    }

    @Test
    void cells_usedByThreadsOfTwoJvms_areEachOnesOwn() throws Exception {
        try (Arenas arenas = Arenas.create(base);
                Servant other = Servant.start(Other.class, arenas.directory().toString())) {
            CellArena arena = arenas.arena();
            int seed = (int) System.nanoTime();
            int order = other.tell("work", seed);
            runTwo(arena, 1, seed + 2);
            assertThat(other.answer(order)).as("seed %d", seed).isEqualTo("done");
            for (int type = 1; type <= 255; type++) {
                assertThat(arena.published(type)).as("seed %d", seed).isEmpty();
                for (int maker = 1; maker <= 4; maker++) {
                    arena.recover(maker);
                    assertThat(arena.claimed(type, maker)).isEmpty();
                }
            }
        }
    }

    @Test
    void allocate_byTwoJvmsThatGrowIt_addsNoMoreFilesThanNeeded() throws Exception {
        try (Arenas arenas = Arenas.create(base);
                Servant other = Servant.start(Other.class, arenas.directory().toString())) {
            other.ask("grab", 0); // it is ready
            int order = other.tell("grab", 500);
            grab(arenas.arena(), 500);
            assertThat(other.answer(order)).isEqualTo("done");
            assertThat(arenas.arena().published(1)).hasSize(1000).doesNotHaveDuplicates();
            // 248 of the largest go into a file.
            assertThat(arenas.directory().file("cells-4")).exists();
            assertThat(arenas.directory().file("cells-5")).doesNotExist();
            assertThat(arenas.directory().path()).isDirectoryNotContaining("glob:**.new");
        }
    }
}
