package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The check for files and directories of shared memory, known by the pid in their names ([Marks]).
///
/// One counts if the pid is this JVM's, that of a process that was a descendant of it, or of one
/// that is dead, since then nobody else will remove it. A name without a pid is nobody's and is
/// passed over: several test JVMs may run on one machine.
final class LeftFiles implements Inspection {
    private final List<Path> directories;
    private final OptionalInt user = Proc.user(ProcessHandle.current().pid());
    private final Set<Path> before;

    LeftFiles(List<Path> directories) {
        this.directories = directories;
        before = Set.copyOf(entries());
    }

    @Override
    public List<Leftover> sweep(Settings settings) throws InterruptedException {
        if (Await.holds(settings.patience(), () -> left(settings).isEmpty())) {
            return List.of();
        }
        return left(settings).stream().map(LeftFiles::remove).toList();
    }

    private List<Path> left(Settings settings) {
        return entries().stream()
                .filter(entry -> !before.contains(entry))
                .filter(entry -> counts(entry) && isOfUser(entry))
                .filter(entry -> !settings.exempts(Kind.FILE, entry.toString()))
                .toList();
    }

    private List<Path> entries() {
        List<Path> entries = new ArrayList<>();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> found =
                    Files.newDirectoryStream(directory, LeftFiles::hasRoot)) {
                found.forEach(entries::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot look for left files in " + directory, e);
            } catch (DirectoryIteratorException e) {
                throw new UncheckedIOException(
                        "cannot look for left files in " + directory, e.getCause());
            }
        }
        return entries;
    }

    private static boolean hasRoot(Path entry) {
        return root(entry).isPresent();
    }

    private static OptionalLong root(Path entry) {
        return Marks.rootOf(entry.getFileName().toString());
    }

    private static boolean counts(Path entry) {
        OptionalLong root = root(entry);
        return root.isPresent()
                && (Lineage.contains(root.getAsLong()) || !Proc.isRunning(root.getAsLong()));
    }

    private boolean isOfUser(Path entry) {
        return user.isEmpty() || Proc.user(entry).equals(user);
    }

    private static Leftover remove(Path entry) {
        String text = entry + sizes(entry);
        try (Stream<Path> tree = Files.walk(entry)) {
            for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            text += "; now removed";
        } catch (IOException | UncheckedIOException e) {
            text += "; could not be removed: " + e;
        }
        return new Leftover(Kind.FILE, text);
    }

    private static String sizes(Path entry) {
        try (Stream<Path> tree = Files.walk(entry)) {
            List<Path> files = tree.filter(Files::isRegularFile).toList();
            long bytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
            return Files.isDirectory(entry)
                    ? " (directory of %d files, %d bytes)".formatted(files.size(), bytes)
                    : " (%d bytes)".formatted(bytes);
        } catch (IOException | UncheckedIOException e) {
            return " (size unknown: %s)".formatted(e);
        }
    }
}
