package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The check for what crashed JVMs write into the working directory. It is evidence, so it is shown
/// and stays where it is.
final class CrashFiles implements Inspection {
    private static final Pattern NAME =
            Pattern.compile(
                    "(hs_err|replay)_pid\\d+\\.(log|mdmp)|java_pid\\d+\\.hprof|core([.-].*)?");
    private static final int HEAD_LINES = 12;

    private final Path directory;
    private final Set<Path> before;

    CrashFiles(Path directory) {
        this.directory = directory;
        before = Set.copyOf(files());
    }

    @Override
    public List<Leftover> sweep(Settings settings) {
        return files().stream()
                .filter(file -> !before.contains(file))
                .filter(file -> !settings.exempts(Kind.FILE, file.toString()))
                .map(CrashFiles::describe)
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for crash files in " + directory, e);
        }
    }

    private static Leftover describe(Path file) {
        String text = "%s (%d bytes): a process crashed".formatted(file, file.toFile().length());
        return new Leftover(Kind.FILE, text + head(file));
    }

    /// Returns what the JVM itself says about the crash: signal, address, problematic frame.
    private static String head(Path file) {
        if (!file.getFileName().toString().startsWith("hs_err")) {
            return "";
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.limit(2 * HEAD_LINES)
                    .filter(line -> line.startsWith("# "))
                    .limit(HEAD_LINES)
                    .map(line -> "\n    " + line)
                    .collect(Collectors.joining());
        } catch (IOException | UncheckedIOException e) {
            return "; it cannot be read: " + e;
        }
    }
}
