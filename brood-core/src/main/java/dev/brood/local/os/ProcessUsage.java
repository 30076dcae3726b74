package dev.brood.local.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// What a process uses and does: from `/proc` where there is one, else from [ProcessHandle].
///
/// @param state the letter of `/proc/PID/stat` (proc_pid_stat(5)), `?` if unknown
/// @param cpu how much time of processors it has used, null if unknown
/// @param residentBytes its memory in kernel's pages, -1 if unknown
/// @param proportionalBytes the same, with its part only of what is shared; -1 if unknown
public record ProcessUsage(
        char state, @Nullable Duration cpu, long residentBytes, long proportionalBytes) {

    /// Looks at a process.
    ///
    /// @param pid the process
    /// @return what is known; all unknown if there is no such process
    public static ProcessUsage of(long pid) {
        Path directory = Path.of("/proc/" + pid);
        String rollup = read(directory.resolve("smaps_rollup"));
        String status = rollup.isEmpty() ? read(directory.resolve("status")) : "";
        return new ProcessUsage(
                state(read(directory.resolve("stat"))),
                ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(null),
                rollup.isEmpty() ? kilobytes(status, "VmRSS:") : kilobytes(rollup, "Rss:"),
                kilobytes(rollup, "Pss:"));
    }

    /// Returns how much memory this process has in the kernel's pages, at little cost.
    ///
    /// @return -1 if unknown
    public static long ownResidentBytes() {
        try (FileInputStream status = new FileInputStream("/proc/self/status")) {
            return kilobytes(new String(status.readAllBytes(), ISO_8859_1), "VmRSS:");
        } catch (IOException _) {
            return -1;
        }
    }

    /// Returns the letter behind the name, which is in parentheses and may have any in itself.
    private static char state(String stat) {
        int end = stat.lastIndexOf(')');
        return end >= 0 && end + 2 < stat.length() ? stat.charAt(end + 2) : '?';
    }

    private static long kilobytes(String text, String label) {
        return text.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip().split(" ", -1)[0])
                .mapToLong(number -> Long.parseLong(number) * 1024)
                .findFirst()
                .orElse(-1);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (IOException _) {
            return ""; // it has ended, or the system keeps that to itself
        }
    }
}
