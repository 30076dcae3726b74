package dev.brood.testkit;

import dev.brood.ProcessPool;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What contracts of pools have in common that need no pool of their own for each test: one of two
/// workers, which also shows that a pool goes on after whatever the tests before did to it.
abstract class SharedPoolContract extends EngineContract {
    private ProcessPool pool;

    @BeforeAll
    void openPool() {
        pool = brood().newPool().name("shared").workers(2).open();
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    final ProcessPool pool() {
        return pool;
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /// Returns 0, 1, 2…
    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
