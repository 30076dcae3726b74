package dev.brood.local.pool;

import dev.brood.Output;
import dev.brood.ProcessOptions;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the next worker of a pool is started with.
///
/// @param process how its process is started
/// @param brief what it is told about itself
record Equipment(ProcessOptions process, WorkerBrief brief) {
    /// Of a pool of no more workers each may have the JVM's default, a quarter of the memory.
    private static final int FEW = 4;

    private static final double ALL_PERCENT = 100.0;

    private static final Pattern HEAP_FLAG =
            Pattern.compile("-Xmx.*|-XX:(MaxHeapSize|MaxRAM|MaxRAMPercentage|MaxRAMFraction)=.*");

    /// Makes that of one worker.
    ///
    /// @param number the how-manieth it is
    /// @param jvm whether it has a heap of its own
    /// @param most the largest number of workers of its pool
    /// @param allProcessors those that the pool may give to its workers
    /// @param others the workers there are
    static Equipment of(
            WorkerOptions options,
            int number,
            boolean jvm,
            int most,
            int[] allProcessors,
            Worker[] others) {
        String name = options.pool() + "-worker-" + number;
        ProcessOptions given = jvm ? withHeap(options.process(), most) : options.process();
        ProcessOptions process = given.withName(name).withDaemon(true);
        WorkerCare care = options.care();
        return new Equipment(
                process,
                new WorkerBrief(
                        options.pool(),
                        name,
                        number,
                        care.initializer(),
                        care.finalizer(),
                        care.recycling().memory(),
                        care.pinned() ? leastUsed(groups(allProcessors, most), others) : new int[0],
                        process.stdout() instanceof Output.Inherit,
                        process.stderr() instanceof Output.Inherit,
                        !process.systemProperties().containsKey(LogSetup.PROPERTY)
                                && !process.systemProperties()
                                        .containsKey(LogSetup.FILE_PROPERTY)));
    }

    /// Sees to it that the heaps of all workers together are not larger than the machine's memory,
    /// where nothing else is said about them.
    static ProcessOptions withHeap(ProcessOptions process, int most) {
        boolean said =
                process.maxHeap() != null
                        || process.jvmFlags().stream()
                                .anyMatch(flag -> HEAP_FLAG.matcher(flag).matches());
        return said || most <= FEW
                ? process
                : process.withJvmFlags(
                        String.format(
                                Locale.ROOT, "-XX:MaxRAMPercentage=%.3f", ALL_PERCENT / most));
    }

    /// Divides processors among workers: several for each if there are more of them, else one.
    static List<int[]> groups(int[] processors, int workers) {
        int each = Math.max(1, processors.length / workers);
        int[][] groups = new int[processors.length / each][];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = Arrays.copyOfRange(processors, i * each, (i + 1) * each);
        }
        return List.of(groups);
    }

    private static int[] leastUsed(List<int[]> groups, Worker[] others) {
        int[] best = new int[0];
        long fewest = Long.MAX_VALUE;
        for (int[] group : groups) {
            long users =
                    Arrays.stream(others)
                            .filter(other ->
                                    !other.dismissed && Arrays.equals(other.processors, group))
                            .count();
            if (users < fewest) {
                fewest = users;
                best = group;
            }
        }
        return best;
    }
}
