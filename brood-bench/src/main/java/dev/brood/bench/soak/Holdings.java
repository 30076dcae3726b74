package dev.brood.bench.soak;

import dev.brood.bench.proc.Memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

/// What this process has of what must not become more with time.
///
/// @param rss MiB of memory, after a collection, without what the C library keeps for later
/// @param heap MiB of the heap that are in use after it
/// @param segments mappings of shared memory
/// @param files of shared memory, of this process's tree
/// @param descriptors open files, pipes and the like
/// @param threads of the system
/// @param children processes, spares among them
public record Holdings(
        double rss,
        double heap,
        long segments,
        long files,
        long descriptors,
        long threads,
        long children) {
    private static final Path SELF = Path.of("/proc/self");
    private static final Path SHARED = Path.of("/dev/shm");

    /// What comes and goes: a spare that boots has pipes and a thread that waits for it.
    private static final int SOME = 12;

    private static final double SOME_MEMORY = 48;
    private static final double SOME_HEAP = 16;
    private static final double MIB = 1 << 20;

    /// Looks at this process.
    ///
    /// @return what it has now
    /// @throws IOException if this is not Linux
    public static Holdings now() throws IOException {
        System.gc();
        trimNativeHeap();
        Runtime runtime = Runtime.getRuntime();
        double heap = (runtime.totalMemory() - runtime.freeMemory()) / MIB;
        long segments;
        try (Stream<String> maps = Files.lines(SELF.resolve("maps"))) {
            segments = maps.filter(line -> line.contains("/brood-")).count();
        }
        long children;
        try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
            children = all.count();
        }
        return new Holdings(
                Memory.of(ProcessHandle.current().pid()).rss(),
                heap,
                segments,
                shared(),
                count(SELF.resolve("fd")),
                count(SELF.resolve("task")),
                children);
    }

    /// Has the C library give back what compilers have used and freed: how much of it there is says
    /// nothing of a leak, and it is there or not as they come to compile something large.
    private static void trimNativeHeap() {
        try {
            Object _ =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "systemTrimNativeHeap",
                                    new Object[0],
                                    new String[0]);
        } catch (JMException e) {
            throw new IllegalStateException("this JVM can't trim its native heap", e);
        }
    }

    private static long shared() throws IOException {
        String own = "-" + ProcessHandle.current().pid() + "-";
        long files = 0;
        try (Stream<Path> trees = Files.list(SHARED)) {
            for (Path tree : trees.filter(each -> isOf(each, own)).toList()) {
                files += count(tree);
            }
        }
        return files;
    }

    private static boolean isOf(Path tree, String own) {
        String name = tree.getFileName().toString();
        return name.startsWith("brood-") && name.contains(own);
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /// Returns what there is more of than there was.
    ///
    /// @param before an earlier look
    /// @return one message for each kind of thing; empty if nothing has grown
    public List<String> growthSince(Holdings before) {
        List<String> growth = new ArrayList<>();
        compare(growth, "MiB of memory", before.rss, rss, SOME_MEMORY);
        compare(growth, "MiB of heap", before.heap, heap, SOME_HEAP);
        compare(
                growth,
                "mappings of shared memory",
                (double) before.segments,
                (double) segments,
                2);
        compare(growth, "files of shared memory", (double) before.files, (double) files, SOME);
        compare(growth, "descriptors", (double) before.descriptors, (double) descriptors, SOME);
        compare(growth, "threads", (double) before.threads, (double) threads, SOME);
        compare(growth, "children", (double) before.children, (double) children, 2);
        return growth;
    }

    private static void compare(
            List<String> growth, String what, double before, double now, double tolerance) {
        if (now > before + tolerance) {
            growth.add("%s: %.0f, were %.0f".formatted(what, now, before));
        }
    }

    /// Returns all of it in one line.
    ///
    /// @return words for a person
    public String describe() {
        return "%.0f MiB (%.1f of heap in use), %d mappings, %d files, %d descriptors, %d threads, %d children"
                .formatted(rss, heap, segments, files, descriptors, threads, children);
    }
}
