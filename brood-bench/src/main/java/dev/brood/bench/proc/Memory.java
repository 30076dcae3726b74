package dev.brood.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The memory of a process, in MiB.
///
/// @param rss all pages it has, also those it shares
/// @param pss the same, but pages that n processes share count as 1/n
/// @param uss pages that it has alone
public record Memory(double rss, double pss, double uss) {
    private static final double KIB_A_MIB = 1024;

    /// Looks at a process.
    ///
    /// @param pid its process id
    /// @return what it has now
    /// @throws IOException if it is gone, or this is not Linux
    public static Memory of(long pid) throws IOException {
        Map<String, Double> mib = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            String[] parts = line.split("\\s+", -1);
            if (line.endsWith(" kB")) {
                mib.put(parts[0], Long.parseLong(parts[1]) / KIB_A_MIB);
            }
        }
        return new Memory(
                mib.getOrDefault("Rss:", 0.0),
                mib.getOrDefault("Pss:", 0.0),
                mib.getOrDefault("Private_Clean:", 0.0) + mib.getOrDefault("Private_Dirty:", 0.0));
    }
}
