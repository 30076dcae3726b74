package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// When an arena gets another file, and when it must not: a file stays until the tree ends.
class CellArenaGrowthTest {
    private static final int TYPE = 9;
    private static final int MAKER = 7;
    private static final int THREADS = 4;

    /// One in sixty failed where each thread that had not mapped the file itself made another.
    private static final int ROUNDS = 1000;

    @TempDir private Path base;

    private TreeDirectory directory;
    private FileMutex growth;

    @BeforeEach
    void make() throws Exception {
        directory = TreeDirectory.create(base);
        Files.createFile(directory.file("growth"));
        growth = new FileMutex(directory.file("growth"));
    }

    @AfterEach
    void end() {
        growth.close();
        directory.close();
    }

    /// A child's action and what it practises as a spare begin to use the arena at one time.
    @Test
    void allocate_byThreadsThatAllHaveToMapTheFile_makesNoOther() throws Exception {
        try (CellArena first = new CellArena(directory, growth)) {
            first.publish(first.allocate(TYPE, 10, MAKER));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                try (CellArena arena = new CellArena(directory, growth)) {
                    CyclicBarrier gate = new CyclicBarrier(THREADS);
                    Callable<Boolean> use =
                            () -> {
                                gate.await();
                                return arena.free(arena.allocate(TYPE, 10, MAKER).id());
                            };
                    for (Future<Boolean> freed :
                            threads.invokeAll(Collections.nCopies(THREADS, use))) {
                        assertThat(freed.get()).isTrue();
                    }
                }
                assertThat(directory.file("cells-1")).as("round %d", round).doesNotExist();
            }
        } finally {
            threads.shutdown();
        }
    }
}
