package dev.brood.bench.proc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the threads of some processes have done since they began: how often each fell asleep (and
/// was woken, but for the last time), and how much processor time they took.
///
/// @param sleeps by thread: `pid/tid name` and the number of voluntary context switches
/// @param ticks processor time of all, in ticks of 10 ms
public record Activity(Map<String, Long> sleeps, long ticks) {
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final double TICKS_A_SECOND = 100;

    /// Looks at this process and all it has started.
    ///
    /// @param self whether to look at this process too
    /// @return what they have done so far
    /// @throws IOException if this is not Linux
    public static Activity ofTree(boolean self) throws IOException {
        List<Long> pids = new ArrayList<>();
        if (self) {
            pids.add(ProcessHandle.current().pid());
        }
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            children.map(ProcessHandle::pid).forEach(pids::add);
        }
        return of(pids);
    }

    /// Looks at processes; those that are gone have done nothing.
    ///
    /// @param pids their process ids
    /// @return what they have done so far
    /// @throws IOException if this is not Linux
    public static Activity of(List<Long> pids) throws IOException {
        Map<String, Long> sleeps = new TreeMap<>();
        long ticks = 0;
        for (long pid : pids) {
            try (DirectoryStream<Path> threads =
                    Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
                for (Path thread : threads) {
                    String name = Files.readString(thread.resolve("comm")).strip();
                    sleeps.put(pid + "/" + thread.getFileName() + " " + name, sleeps(thread));
                    ticks += ticks(thread);
                }
            } catch (NoSuchFileException _) {
                // It has ended since it was listed.
            }
        }
        return new Activity(sleeps, ticks);
    }

    private static long sleeps(Path thread) throws IOException {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    private static long ticks(Path thread) throws IOException {
        String stat = Files.readString(thread.resolve("stat"));
        String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(parts[USER_TIME]) + Long.parseLong(parts[SYSTEM_TIME]);
    }

    /// Returns what was done between an earlier look and this one.
    ///
    /// @param earlier the look before
    /// @return the difference, without threads that did nothing
    public Activity since(Activity earlier) {
        Map<String, Long> more = new TreeMap<>();
        sleeps.forEach((thread, times) -> {
            long difference = times - earlier.sleeps.getOrDefault(thread, 0L);
            if (difference > 0) {
                more.put(thread, difference);
            }
        });
        return new Activity(more, ticks - earlier.ticks);
    }

    /// Returns how often threads of each name fell asleep.
    ///
    /// @return number by the thread's name, over all processes
    public Map<String, Long> byName() {
        Map<String, Long> sum = new TreeMap<>();
        sleeps.forEach((thread, times) ->
                sum.merge(thread.substring(thread.indexOf(' ') + 1), times, Long::sum));
        return sum;
    }

    /// Returns how often threads fell asleep in all.
    ///
    /// @return the sum over all threads
    public long allSleeps() {
        return sleeps.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Returns the processor time of all threads.
    ///
    /// @return in seconds
    public double processorSeconds() {
        return ticks / TICKS_A_SECOND;
    }
}
