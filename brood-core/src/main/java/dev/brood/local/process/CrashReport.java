package dev.brood.local.process;

import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What a JVM writes about itself when it crashes: a file in the tree's directory, which goes when
/// the tree ends. As one may have 100 KiB, of shared memory, only the newest few stay until then.
///
/// @param file where it is
/// @param head its first lines, which name the signal and the frame
public record CrashReport(Path file, List<String> head) {
    private static final String PREFIX = "hs_err_pid";
    private static final int HEAD = 16;
    private static final int MOST = 8;

    /// Returns the flag that has a JVM write it there.
    static String flag(Tree tree) {
        return "-XX:ErrorFile=" + tree.directory().path().resolve(PREFIX + "%p.log");
    }

    /// Finds the one of a child that has ended.
    ///
    /// @return null if it has not crashed, or its flags named another file
    static @Nullable CrashReport of(Tree tree, long pid) {
        Path file = tree.directory().path().resolve(PREFIX + pid + ".log");
        if (!Files.exists(file)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            List<String> head =
                    lines.limit(2 * HEAD)
                            .filter(line -> line.startsWith("# "))
                            .limit(HEAD)
                            .toList();
            return new CrashReport(file, head);
        } catch (IOException | RuntimeException e) {
            return new CrashReport(file, List.of("it can't be read: " + e));
        } finally {
            deleteOldest(tree.directory().path());
        }
    }

    private static void deleteOldest(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> reports =
                    files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                            .sorted(Comparator.comparing(CrashReport::time).reversed())
                            .toList();
            for (int i = MOST; i < reports.size(); i++) {
                Files.deleteIfExists(reports.get(i));
            }
        } catch (IOException _) {
            // They go with the directory.
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0); // deleted by another process of the tree just now
        }
    }
}
