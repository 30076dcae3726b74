package dev.brood.junit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What the system tells of a process beyond `java.lang.ProcessHandle`, by way of Linux's `/proc`.
///
/// A process can end between two looks at it, so whatever cannot be read is empty.
final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final int COMMAND_LENGTH = 400;
    private static final int ARGUMENT_LENGTH = 80;

    private Proc() {}

    /// Returns whether the process executes, or still could. A zombie cannot: it has ended and only
    /// waits for its parent to ask how.
    static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        String state = stat(process.pid(), 0);
        return !state.equals("Z") && !state.equals("X");
    }

    static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(Proc::isRunning).isPresent();
    }

    /// Returns what a process inherits and, as a rule, keeps when it becomes an orphan: its process
    /// group and its working directory.
    ///
    /// @return the two together, empty if they cannot be told
    static Optional<String> background(long pid) {
        String group = stat(pid, 2);
        try {
            Path directory = Files.readSymbolicLink(directory(pid).resolve("cwd"));
            return group.isEmpty() ? Optional.empty() : Optional.of(group + " " + directory);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<String> arguments(long pid) {
        return strings(pid, "cmdline");
    }

    static List<String> environment(long pid) {
        return strings(pid, "environ");
    }

    /// Returns the number of the user a process belongs to.
    static OptionalInt user(long pid) {
        return user(directory(pid));
    }

    /// Returns the number of the user a file belongs to, without asking for the name, which can
    /// take a network.
    static OptionalInt user(Path file) {
        try {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            instanceof Integer user
                    ? OptionalInt.of(user)
                    : OptionalInt.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return OptionalInt.empty();
        }
    }

    /// Returns whether the process is a JVM. One started by a launcher of its own counts, as it has
    /// the same library mapped.
    static boolean isJvm(ProcessHandle process) {
        Path maps = directory(process.pid()).resolve("maps");
        if (Files.exists(maps)) {
            return read(maps).contains("libjvm.so");
        }
        return process.info().command().filter(c -> c.matches(".*\\bjava(\\.exe)?")).isPresent();
    }

    /// Returns whether the process handles a signal itself, rather than dying of it.
    static boolean catches(long pid, int signal) {
        return read(directory(pid).resolve("status"))
                .lines()
                .filter(line -> line.startsWith("SigCgt:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(mask -> (mask & (1L << (signal - 1))) != 0);
    }

    /// Sends a signal, as the shell's `kill` does.
    ///
    /// @throws IOException if there is no such process, or no shell
    static void signal(long pid, int signal) throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("/bin/sh", "-c", "kill -%d %d".formatted(signal, pid))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new IOException(
                    "cannot send signal %d to process %d: %s"
                            .formatted(signal, pid, output.strip()));
        }
    }

    /// Returns the command line, with what is too long to read (class paths) cut.
    static String shortCommandLine(ProcessHandle process) {
        List<String> arguments = commandLine(process);
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            line.append(line.isEmpty() ? "" : " ").append(cut(argument, ARGUMENT_LENGTH));
        }
        return cut(line.toString(), COMMAND_LENGTH);
    }

    static List<String> commandLine(ProcessHandle process) {
        List<String> arguments = arguments(process.pid());
        return arguments.isEmpty()
                ? List.of(process.info().commandLine().orElse("unknown command"))
                : arguments;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    /// Returns a field of `/proc/<pid>/stat`: 0 is the state, 1 the parent, 2 the group. They are
    /// counted from the command's name on, which may itself contain blanks and parentheses.
    private static String stat(long pid, int field) {
        String stat = read(directory(pid).resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > field ? fields[field] : "";
    }

    private static List<String> strings(long pid, String file) {
        String content = read(directory(pid).resolve(file));
        return content.isEmpty() ? List.of() : Arrays.asList(content.split("\0"));
    }

    private static Path directory(long pid) {
        return ROOT.resolve(Long.toString(pid));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
