package dev.brood.cli.copy.file;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The names files have while they are written: `.NAME.brood-HOST-PID-START`, hidden, beside the
/// final name, and telling who writes them, so that a later run knows what a dead one left.
///
/// HOST is a hash of the machine and its process-id namespace, PID the parent's process id, START
/// when that process began; all in base 36. A name that would be too long is cut, and a hash of the
/// whole is added at the end to keep it apart from others that begin alike.
public final class TempNames {
    private static final String MARK = ".brood-";
    private static final int LONGEST_NAME_BYTES = 255;
    private static final int BASE = 36;
    private static final long CLOCK_SLACK_SECONDS = 5;

    private TempNames() {}

    /// Returns what the temporary names of this process have in common.
    ///
    /// @return host, process id and start, in letters and digits
    public static String token() {
        ProcessHandle self = ProcessHandle.current();
        return hostHash() + "-" + base36(self.pid()) + "-" + base36(startSecond(self));
    }

    /// Returns the temporary path for a final path.
    ///
    /// @param target the final path, as [PathText]
    /// @param token of the run
    /// @return the path, in the same folder
    public static Path of(String target, String token) {
        int slash = target.lastIndexOf('/');
        if (PathText.isMarked(target) || slash < 0) {
            Path path = PathText.path(target);
            return path.resolveSibling(name(String.valueOf(path.getFileName()), target, token));
        }
        String name = target.substring(slash + 1);
        return Path.of(target.substring(0, slash + 1) + name(name, target, token));
    }

    private static String name(String name, String whole, String token) {
        int room = LONGEST_NAME_BYTES - 1 - MARK.length() - token.length();
        boolean exact = PathText.isExact(name);
        if (exact && (name.length() * 4 <= room || utf8Length(name) <= room)) {
            return "." + name + MARK + token;
        }
        String tail = "-" + Integer.toUnsignedString(whole.hashCode(), BASE);
        String start = exact ? name : name.replace('\uFFFD', '_');
        return "." + cut(start, room - tail.length()) + MARK + token + tail;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String cut(String text, int bytes) {
        String rest = text;
        while (utf8Length(rest) > bytes) {
            rest = rest.substring(0, rest.offsetByCodePoints(rest.length(), -1));
        }
        return rest;
    }

    /// Returns whether a file name is the temporary name of a run on this machine that has ended.
    ///
    /// @param name of a file, without its folder
    /// @return false too for whatever is no such name
    public static boolean isStale(String name) {
        int mark = name.charAt(0) == '.' ? name.lastIndexOf(MARK) : -1;
        if (mark < 1) {
            return false;
        }
        String[] parts = name.substring(mark + MARK.length()).split("-", -1);
        if (parts.length < 3 || parts.length > 4 || !parts[0].equals(hostHash())) {
            return false;
        }
        try {
            long pid = Long.parseLong(parts[1], BASE);
            long start = Long.parseLong(parts[2], BASE);
            return !isAlive(pid, start);
        } catch (NumberFormatException _) {
            return false; // somebody else's file
        }
    }

    private static boolean isAlive(long pid, long start) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent()
                && Math.abs(startSecond(process.get()) - start) <= CLOCK_SLACK_SECONDS;
    }

    private static long startSecond(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    private static String base36(long number) {
        return Long.toString(number, BASE);
    }

    private static String hostHash() {
        return Host.HASH;
    }

    /// Read once, and only by a run that writes.
    private static final class Host {
        static final String HASH = hash();

        private static String hash() {
            String machine = read(Path.of("/etc/machine-id"));
            String host = machine == null ? read(Path.of("/proc/sys/kernel/hostname")) : machine;
            String namespace = link(Path.of("/proc/self/ns/pid"));
            return Integer.toUnsignedString((host + "/" + namespace).hashCode(), BASE);
        }

        private static @Nullable String read(Path file) {
            try {
                return Files.readString(file).strip();
            } catch (IOException _) {
                return null; // not this kind of system: the hash is of what there is
            }
        }

        private static @Nullable String link(Path file) {
            try {
                return Files.readSymbolicLink(file).toString();
            } catch (IOException _) {
                return null;
            }
        }
    }
}
