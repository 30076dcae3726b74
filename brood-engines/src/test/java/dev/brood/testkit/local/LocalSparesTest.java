package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ProcessPool;
import dev.brood.SharedBarrier;
import dev.brood.Task;
import dev.brood.junit.Await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;

/// Booted JVMs become workers of pools that divide the memory among many, with their part of it.
class LocalSparesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int WORKERS = 5;
    private static final String FLAGS = "brood.flags";
    private static final String SHARE = "-XX:MaxRAMPercentage=20.000";

    @TempDir private Path dir = Path.of("");

    /// Where a task comes from.
    static final class Host {
        private Host() {}

        static Task<Long> task() {
            return () -> ProcessHandle.current().pid();
        }
    }

    @BeforeAll
    static void needsSpares() {
        assumeTrue(Files.exists(Path.of("/proc/self/cmdline")), "needs Linux: flags not seen");
        assumeTrue(Integer.getInteger("brood.spares", 1) > 0, "needs spares: switched off");
    }

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

    /// Returns the children with a flag. When those that were started have ended they are spares.
    private static Set<Long> waiting(String flag) {
        return ProcessHandle.current()
                .children()
                .filter(each -> flags(each.pid()).contains(flag))
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
                Await.until(PATIENCE, "spares", () -> !waiting(SHARE).isEmpty());
                spares.addAll(waiting(SHARE));
                warm = heaps(brood);
                assertThat(warm).hasSize(WORKERS);
                assertThat(warm.values()).containsOnly(most);
            }
            assertThat(flags(ProcessHandle.current().pid())).doesNotContain(SHARE);
        }
    }

    @Test
    void spares_ofAKindNotAskedForAnyMore_makeWay() throws Exception {
        try (Brood brood = Brood.local()) {
            var _ = heaps(brood);
            Await.until(PATIENCE, "spares of a fifth", () -> !waiting(SHARE).isEmpty());
            for (String heap : List.of("64m", "65m", "64m", "65m")) {
                ChildProcess child = brood.process().maxHeap(heap).start(() -> {});
                child.join();
                assertThat(child.exitStatus()).contains(new ExitStatus.Exited(0));
            }
            Await.until(
                    PATIENCE,
                    "spares of the kind last asked for, and none of a fifth",
                    () -> waiting(SHARE).isEmpty() && !waiting("-Xmx65m").isEmpty());
        }
    }

    @Test
    void spares_haveLoadedTheClassesOfAPoolsTasks() throws Exception {
        String flags = System.getProperty(FLAGS, "");
        System.setProperty(FLAGS, flags + " -Xlog:class+load=info:file=" + dir + "/%p.log:none");
        try (Brood brood = Brood.local()) {
            long worker;
            try (ProcessPool pool = brood.pool(1)) {
                worker = pool.submit(Host.task()).get();
            }
            Await.until(PATIENCE, "a spare that has loaded the class", () -> isLoadedBut(worker));
        } finally {
            System.setProperty(FLAGS, flags);
        }
    }

    /// Returns whether a child, other than one, has loaded the class of the task.
    private boolean isLoadedBut(long pid) {
        try (Stream<Path> logs = Files.list(dir)) {
            for (Path log : logs.filter(each -> !each.endsWith(pid + ".log")).toList()) {
                if (Files.readString(log).contains(Host.class.getName() + " ")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
