package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The check for open file descriptors, on Linux.
///
/// Only those count that a program of several processes opens: pipes, sockets, process handles,
/// deleted files and shared memory; class loading opens others as it likes. They are counted rather
/// than compared, as pooled ones come and go.
final class LeftDescriptors implements Inspection {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(2);
    private static final int SHOWN = 40;

    private final Map<Integer, String> before = open();

    @Override
    public List<Leftover> sweep(Settings settings) throws InterruptedException {
        if (excess(settings) == 0) {
            return List.of();
        }
        // What nobody refers to any more closes its descriptors after a collection.
        System.gc();
        Duration patience =
                settings.patience().compareTo(LONGEST_PATIENCE) < 0
                        ? settings.patience()
                        : LONGEST_PATIENCE;
        return Await.holds(patience, () -> excess(settings) == 0)
                ? List.of()
                : List.of(describe(settings));
    }

    private int excess(Settings settings) {
        int growth = counted(open(), settings).size() - counted(before, settings).size();
        return growth > settings.descriptorTolerance() ? growth : 0;
    }

    private Leftover describe(Settings settings) {
        Map<Integer, String> now = counted(open(), settings);
        Map<Integer, String> added = new TreeMap<>(now);
        added.entrySet().removeIf(fd -> fd.getValue().equals(before.get(fd.getKey())));
        String list =
                added.entrySet().stream()
                        .limit(SHOWN)
                        .map(fd -> "\n    %d -> %s".formatted(fd.getKey(), fd.getValue()))
                        .collect(Collectors.joining());
        return new Leftover(
                Kind.DESCRIPTOR,
                "%d file descriptors more than the %d before, at most %d more are tolerated; new:%s"
                        .formatted(
                                now.size() - counted(before, settings).size(),
                                counted(before, settings).size(),
                                settings.descriptorTolerance(),
                                list + (added.size() > SHOWN ? "\n    …" : "")));
    }

    private static Map<Integer, String> counted(Map<Integer, String> all, Settings settings) {
        return all.entrySet().stream()
                .filter(fd -> isOfInterest(fd.getValue()))
                .filter(fd -> !settings.exempts(Kind.DESCRIPTOR, fd.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isOfInterest(String target) {
        return target.startsWith("pipe:")
                || target.startsWith("socket:")
                || target.equals("anon_inode:[pidfd]")
                || target.endsWith(" (deleted)")
                || target.startsWith("/dev/shm/")
                || isInTree(Path.of(target));
    }

    private static boolean isInTree(Path target) {
        return StreamSupport.stream(target.spliterator(), false)
                .anyMatch(name -> Marks.rootOf(name.toString()).isPresent());
    }

    private static Map<Integer, String> open() {
        if (!Files.isDirectory(OPEN)) {
            return Map.of();
        }
        Map<Integer, String> open = new TreeMap<>();
        try (Stream<Path> links = Files.list(OPEN)) {
            for (Path link : links.toList()) {
                int descriptor = Integer.parseInt(link.getFileName().toString());
                target(link).ifPresent(target -> open.put(descriptor, target));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + OPEN, e);
        }
        return open;
    }

    /// Returns what a descriptor is open on; empty if it has been closed since it was listed.
    private static Optional<String> target(Path link) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
