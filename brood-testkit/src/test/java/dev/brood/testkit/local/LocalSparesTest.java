package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedBarrier;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/// Booted JVMs become workers of pools that divide the memory among many, with their part of it.
class LocalSparesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WORKERS = 5;
    private static final String SHARE = "-XX:MaxRAMPercentage=20.000";

    /// Returns the largest heap of each worker of a pool.
    private static Map<Long, Long> heaps(Brood brood) throws Exception {
        try (SharedBarrier together = brood.barrier(WORKERS);
                ProcessPool pool = brood.pool(WORKERS)) {
            List<CompletableFuture<Map.Entry<Long, Long>>> all = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                all.add(
                        pool.submit(() -> {
                            together.await();
                            return Map.entry(
                                    ProcessHandle.current().pid(),
                                    Runtime.getRuntime().maxMemory());
                        }));
            }
            List<Map.Entry<Long, Long>> heaps = new ArrayList<>();
            for (CompletableFuture<Map.Entry<Long, Long>> each : all) {
                heaps.add(each.get());
            }
            return heaps.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /// Returns the JVMs with a fifth of the memory that do nothing: after a pool they are spares.
    private static Set<Long> waiting() {
        return ProcessHandle.current()
                .children()
                .filter(each -> flags(each.pid()).contains(SHARE))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    private static List<String> flags(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        } catch (IOException _) {
            return List.of(); // it has ended meanwhile
        }
    }

    @Test
    void poolOfFive_afterAnother_takesSpares_ofAFifthOfTheMemory() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "needs Linux: flags not seen");
        try (Brood brood = Brood.local()) {
            Map<Long, Long> cold = heaps(brood);
            long most = cold.values().iterator().next();
            assertThat(cold).hasSize(WORKERS);
            assertThat(cold.values()).containsOnly(most);
            Set<Long> spares = new HashSet<>();
            Map<Long, Long> warm = Map.of();
            long end = System.nanoTime() + PATIENCE.toNanos();
            // The first time a spare may be there and not be known to its parent yet.
            while (warm.keySet().stream().noneMatch(spares::contains)) {
                assertThat(System.nanoTime()).as("a worker that was a spare").isLessThan(end);
                Await.until(PATIENCE, "spares", () -> !waiting().isEmpty());
                spares.addAll(waiting());
                warm = heaps(brood);
                assertThat(warm).hasSize(WORKERS);
                assertThat(warm.values()).containsOnly(most);
            }
            assertThat(flags(ProcessHandle.current().pid())).doesNotContain(SHARE);
        }
    }

    @Test
    void spares_ofAKindNotAskedForAnyMore_makeWay() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "needs Linux: flags not seen");
        try (Brood brood = Brood.local()) {
            var _ = heaps(brood);
            Await.until(PATIENCE, "spares of a fifth", () -> !waiting().isEmpty());
            for (int i = 0; i < 32; i++) {
                brood.start(() -> {}).join();
            }
            Await.until(PATIENCE, "none of a fifth", () -> waiting().isEmpty());
        }
    }
}
