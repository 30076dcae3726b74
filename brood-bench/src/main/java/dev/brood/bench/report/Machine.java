package dev.brood.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/// Where and with what it was measured.
///
/// @param date of the day, in UTC
/// @param processor its name
/// @param processors how many the JVM may use
/// @param system the kernel and its version
/// @param load how many threads wanted a processor in the last minute, before it began; negative if
///   the system does not tell
/// @param jdk version of our side
/// @param python version of CPython's side, or `none`
public record Machine(
        String date,
        String processor,
        int processors,
        String system,
        double load,
        String jdk,
        String python) {

    /// Looks around.
    ///
    /// @param python version of CPython's side
    /// @return this machine now
    public static Machine here(String python) {
        return new Machine(
                LocalDate.now(ZoneOffset.UTC).toString(),
                model(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.version().toString(),
                python);
    }

    private static String model() {
        String unknown = System.getProperty("os.arch", "unknown");
        try {
            return lines().stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(unknown);
        } catch (IOException _) {
            return unknown; // not Linux
        }
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo"));
    }

    /// Returns all of it in one line.
    ///
    /// @return words for a person
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s: %d processors (%s), %s, JDK %s, %s, load %.1f at the start",
                date,
                processors,
                processor,
                system,
                jdk,
                python,
                load);
    }
}
