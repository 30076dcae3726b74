package dev.brood.local.os;

import dev.brood.ResourceException;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// When processes started: from `/proc` where there is one, else from [ProcessHandle].
final class ProcessTable {
    private static final boolean PROC = Files.isReadable(Path.of("/proc/self/stat"));

    /// Between a failed reading and the look for the directory one process can end and another
    /// begin.
    private static final int ATTEMPTS = 3;

    private ProcessTable() {}

    /// See [OperatingSystem#startToken].
    static long startToken(long pid) {
        if (InnerProcesses.isInner(pid)) {
            return InnerProcesses.startToken(pid);
        }
        if (!PROC) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .map(instant -> instant.toEpochMilli())
                    .orElse(OperatingSystem.NO_PROCESS);
        }
        String directory = "/proc/" + pid;
        for (int i = 1; ; i++) {
            // A stream, not a channel: a channel is closed when its thread is interrupted.
            try (FileInputStream stat = new FileInputStream(directory + "/stat")) {
                return startToken(new String(stat.readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // Looking for the directory needs no descriptor, so this is true also without any.
                if (!Files.exists(Path.of(directory))) {
                    return OperatingSystem.NO_PROCESS; // ENOENT, or ESRCH while reading: it is gone
                }
                if (i == ATTEMPTS) {
                    throw new ResourceException(
                            "cannot tell whether process " + pid + " is alive: " + e.getMessage(),
                            e);
                }
            }
        }
    }

    /// Parses a line of `/proc/PID/stat` (proc_pid_stat(5)): pid, name in parentheses (which may
    /// itself hold blanks and parentheses), state, …, 20th the number of threads, 22nd the start in
    /// clock ticks since boot.
    ///
    /// A process that has ended but was not reaped has state Z or X. Its leading thread can have
    /// that state while others still run; they are counted in the 20th field.
    static long startToken(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        char state = fields[0].charAt(0);
        boolean ended = state == 'Z' || state == 'X' || state == 'x';
        if (ended && Integer.parseInt(fields[17]) <= 1) {
            return OperatingSystem.NO_PROCESS;
        }
        return Long.parseLong(fields[19]);
    }
}
