package dev.brood.local.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How many processes the kernel's out-of-memory killer has killed in this process's control group,
/// as far as the kernel says so: it tells no one which.
final class MemoryKills {
    private static final Path GROUPS = Path.of("/proc/self/cgroup");
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final String COUNTER = "oom_kill ";
    private static final long UNKNOWN = -1;

    private final List<Path> files;
    private long known;

    /// Begins to count.
    MemoryKills() {
        this(files());
    }

    /// Begins to count in one of these files.
    MemoryKills(List<Path> files) {
        this.files = files;
        this.known = count();
    }

    /// What the counter says.
    enum Finding {
        /// It has killed since the last look.
        KILLED,
        /// It has not.
        NONE,
        /// It can't be told.
        UNKNOWN
    }

    /// Looks whether it has killed since the last look.
    synchronized Finding look() {
        long before = known;
        known = count();
        if (known == UNKNOWN || before == UNKNOWN) {
            return Finding.UNKNOWN;
        }
        return known > before ? Finding.KILLED : Finding.NONE;
    }

    private long count() {
        for (Path file : files) {
            try {
                for (String line : Files.readAllLines(file)) {
                    if (line.startsWith(COUNTER)) {
                        return Long.parseLong(line.substring(COUNTER.length()).strip());
                    }
                }
            } catch (IOException | NumberFormatException _) {
                // Another version of control groups, another file.
            }
        }
        return UNKNOWN;
    }

    /// Returns where the counter may be: in a container the group is often mounted as the root.
    private static List<Path> files() {
        List<Path> files = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(GROUPS)) {
                String[] parts = line.split(":", 3); // number, controllers, group
                if (parts.length == 3 && parts[1].isEmpty()) {
                    files.add(MOUNT.resolve("." + parts[2]).resolve("memory.events"));
                } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                    Path memory = MOUNT.resolve("memory");
                    files.add(memory.resolve("." + parts[2]).resolve("memory.oom_control"));
                    files.add(memory.resolve("memory.oom_control"));
                }
            }
        } catch (IOException _) {
            // No control groups here.
        }
        files.add(MOUNT.resolve("memory.events"));
        return files;
    }
}
