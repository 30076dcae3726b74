package dev.brood.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A thread dump asked of a JVM through the JDK's `jcmd`: platform threads with their locks, then
/// virtual threads.
final class JcmdDump {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern VIRTUAL = Pattern.compile("#\\d+ \".*\" virtual\\b[\\s\\S]*");
    private static final int MOST_VIRTUAL = 200;

    private JcmdDump() {}

    /// Takes a dump.
    ///
    /// @return the dump
    /// @throws IOException if there is none in time; its message says why
    static String of(long pid, Duration timeout) throws IOException, InterruptedException {
        if (!Files.isExecutable(JCMD)) {
            throw new IOException("no dump by jcmd: there is no " + JCMD);
        }
        Path answer = Files.createTempFile("jcmd", ".txt");
        Path threads = Files.createTempFile("threads", ".txt");
        try {
            ask(pid, answer, threads, timeout);
            return Files.readString(answer, StandardCharsets.UTF_8) + virtualThreads(threads);
        } finally {
            Files.deleteIfExists(answer);
            Files.deleteIfExists(threads);
        }
    }

    private static void ask(long pid, Path answer, Path threads, Duration timeout)
            throws IOException, InterruptedException {
        String commands = "Thread.print -l\nThread.dump_to_file -overwrite " + threads;
        // Let jcmd give up by itself rather than be killed: then it takes back its request.
        String patience = "-J-Dsun.tools.attach.attachTimeout=" + timeout.toMillis() / 2;
        ProcessBuilder builder =
                new ProcessBuilder(JCMD.toString(), patience, Long.toString(pid), commands);
        Process jcmd = builder.redirectErrorStream(true).redirectOutput(answer.toFile()).start();
        try {
            if (!jcmd.waitFor(timeout)) {
                throw new IOException(
                        "no dump by jcmd: no answer within " + Await.inWords(timeout));
            }
            if (jcmd.exitValue() != 0) {
                throw new IOException(
                        "no dump by jcmd: "
                                + Files.readString(answer, StandardCharsets.UTF_8).strip());
            }
        } finally {
            if (jcmd.isAlive()) {
                jcmd.destroyForcibly();
                takeBack(pid);
            }
        }
    }

    /// Removes the request of a `jcmd` that was killed: the JVM would take the next SIGQUIT for a
    /// part of it.
    private static void takeBack(long pid) throws IOException {
        String request = ".attach_pid" + pid;
        Files.deleteIfExists(Path.of("/proc", Long.toString(pid), "cwd", request));
        Files.deleteIfExists(Path.of("/tmp", request));
    }

    /// Removes what a JVM keeps for `jcmd` to reach it, and does not remove itself if it is killed.
    ///
    /// @param pid of a JVM that has ended
    static void removeTraces(long pid) {
        Path socket = Path.of("/tmp", ".java_pid" + pid);
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + socket, e);
        }
    }

    /// Picks the virtual threads out of a file with all threads.
    private static String virtualThreads(Path threads) throws IOException {
        return Arrays.stream(Files.readString(threads, StandardCharsets.UTF_8).split("\n\n"))
                .filter(thread -> VIRTUAL.matcher(thread).matches())
                .limit(MOST_VIRTUAL)
                .map(thread -> thread.strip() + "\n\n")
                .collect(Collectors.joining());
    }
}
