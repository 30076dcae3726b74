package dev.brood.testkit.local;

import dev.brood.Brood;
import dev.brood.junit.Await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What this process has of what must not become more: children, threads, descriptors, mappings of
/// shared memory, files of shared memory, and memory of its heap. What the system does not tell (it
/// is not Linux) counts as 0.
///
/// @param children processes it has started, spares included
/// @param threads of the platform
/// @param descriptors open files, pipes and the like
/// @param mappings of files of shared memory
/// @param files of shared memory, of all trees of this process
/// @param heap bytes in use after a collection
record Possessions(
        long children, long threads, long descriptors, long mappings, long files, long heap) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path SHARED = Path.of(System.getProperty("brood.dir", "/dev/shm"));

    /// What comes and goes: a spare that boots has its pipes, a cleaner its thread.
    private static final int SOME = 12;

    private static final long SOME_MEMORY = 16 << 20;

    /// Returns what it has when it has come to rest.
    static Possessions now(Brood brood) throws InterruptedException {
        Await.until(PATIENCE, "no children", () -> brood.activeChildren().isEmpty());
        return look();
    }

    private static Possessions look() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Possessions(
                ProcessHandle.current().descendants().count(),
                Thread.getAllStackTraces().size(),
                count(Path.of("/proc/self/fd")),
                mapped(),
                shared(),
                runtime.totalMemory() - runtime.freeMemory());
    }

    /// Waits until there is no more than this, but for what comes and goes.
    ///
    /// @throws AssertionError if there is more; it says what
    void requireNoMore(Brood brood) throws InterruptedException {
        Possessions[] last = {now(brood)};
        try {
            Await.until(
                    PATIENCE,
                    "no more than " + this,
                    () -> {
                        last[0] = look();
                        return last[0].growth(this).isEmpty();
                    });
        } catch (AssertionError e) {
            throw new AssertionError("more of " + last[0].growth(this), e);
        }
    }

    private List<String> growth(Possessions before) {
        List<String> growth = new ArrayList<>();
        compare(growth, "children", before.children, children, 2);
        compare(growth, "threads", before.threads, threads, SOME);
        compare(growth, "descriptors", before.descriptors, descriptors, SOME);
        compare(growth, "mappings", before.mappings, mappings, 0);
        compare(growth, "files", before.files, files, 2 * SOME);
        compare(growth, "heap", before.heap, heap, SOME_MEMORY);
        return growth;
    }

    private static void compare(
            List<String> growth, String what, long before, long now, long tolerance) {
        if (now > before + tolerance) {
            growth.add("%s (%d, were %d)".formatted(what, now, before));
        }
    }

    private static long mapped() {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.exists(maps)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains("/brood-")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long shared() {
        if (!Files.isDirectory(SHARED)) {
            return 0;
        }
        try (Stream<Path> trees = Files.list(SHARED)) {
            String own = "-" + ProcessHandle.current().pid() + "-";
            return trees.filter(tree -> tree.getFileName().toString().startsWith("brood-"))
                    .filter(tree -> tree.getFileName().toString().contains(own))
                    .mapToLong(Possessions::count)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
