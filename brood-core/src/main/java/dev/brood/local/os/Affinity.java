package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// On which processors the threads of this process run: `sched_setaffinity(2)`, and the `/proc`
/// file system, which knows both.
final class Affinity {
    private static final String LABEL = "Cpus_allowed_list:";

    private Affinity() {}

    /// Returns the processors this process may run on; none if that can't be told.
    static int[] ofThisProcess() {
        try (FileInputStream status = new FileInputStream("/proc/self/status")) {
            return new String(status.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(LABEL))
                    .findFirst()
                    .map(line -> parse(line.substring(LABEL.length()).strip()))
                    .orElse(new int[0]);
        } catch (IOException _) {
            return new int[0];
        }
    }

    /// Reads a list such as `0-2,5`.
    static int[] parse(String list) {
        BitSet processors = new BitSet();
        for (String range : list.split(",", -1)) {
            String[] ends = range.strip().split("-", 2);
            int first = Integer.parseInt(ends[0]);
            processors.set(first, Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return processors.stream().toArray();
    }

    /// Has all threads of this process run on certain processors. The kernel does that thread by
    /// thread, and a new thread takes it over from the one that starts it: so it is done until no
    /// thread is found that was not there before.
    static void set(int schedSetaffinity, int... processors) {
        BitSet wanted = new BitSet();
        for (int processor : processors) {
            wanted.set(processor);
        }
        long[] words = wanted.toLongArray();
        Set<String> done = new HashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(8);
            MemorySegment mask = arena.allocateFrom(JAVA_LONG, words);
            boolean any = true;
            while (any) {
                any = false;
                for (String thread : threads()) {
                    if (done.add(thread)) {
                        any = true;
                        set(errno, schedSetaffinity, thread, mask);
                    }
                }
            }
        }
    }

    private static String[] threads() {
        String[] threads = new File("/proc/self/task").list();
        return threads == null ? new String[] {"0"} : threads; // 0 is the calling one
    }

    private static void set(
            MemorySegment errno, int schedSetaffinity, String thread, MemorySegment mask) {
        long result =
                LibC.call(
                        errno,
                        schedSetaffinity,
                        Long.parseLong(thread),
                        mask.byteSize(),
                        mask.address(),
                        0,
                        0,
                        0);
        if (result < 0 && LibC.errno(errno) != Errno.ESRCH) { // else it has ended
            throw new SystemCallException("sched_setaffinity(" + thread + ")", LibC.errno(errno));
        }
    }
}
