package dev.brood.local.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Processes that are no JVMs, for tests that need many, or stranger ones.
public final class Commands implements AutoCloseable {
    private final List<Process> started = new ArrayList<>();
    private final List<Long> others = new ArrayList<>();

    /// Starts a process that does nothing for a long time.
    public Process sleep() throws IOException {
        return start("sleep", "1000");
    }

    /// Starts a process that prints nothing that matters.
    public Process start(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(process);
        return process;
    }

    /// Starts a shell that prints a number on its first line.
    ///
    /// @return that number
    public long number(String script) throws IOException {
        Process shell = start("sh", "-c", script);
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        return Long.parseLong(output.readLine().strip());
    }

    /// Starts a process that is not a child of this one, but of one that is.
    ///
    /// @return its process id
    public long grandchild() throws IOException {
        long pid = number("sleep 1000 & echo $!; wait");
        others.add(pid);
        return pid;
    }

    /// Starts a process that has a zombie for a child.
    ///
    /// @return the zombie's process id
    public long zombie() throws IOException {
        return number("sh -c 'echo $$' & exec sleep 1000");
    }

    /// Returns the state a process has, as `ps` shows it, `-` if there is none.
    public static char state(long pid) {
        try {
            List<String> stat = Files.readAllLines(Path.of("/proc/" + pid + "/stat"));
            String line = stat.getFirst();
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return '-';
        }
    }

    /// Runs a JVM under a limit of the shell's `ulimit`, to its end.
    ///
    /// @param limit for instance `-n 64`
    /// @return what it printed, both streams, and last its exit value
    public static List<String> limitedJvm(String limit, Class<?> main, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        "sh",
                        "-c",
                        "ulimit " + limit + "; exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(Arrays.asList(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(output.lines().toList());
        lines.add(Integer.toString(process.waitFor()));
        return lines;
    }

    /// Ends them all.
    @Override
    public void close() {
        for (long pid : others) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        for (Process process : started) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
