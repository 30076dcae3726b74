package dev.brood.local.channel;

import dev.brood.local.roster.Tree;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What rings have in a tree's directory, and what of it this process has mapped.
final class RingFiles {
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private RingFiles() {}

    /// Returns the names of all files of rings.
    static List<String> of(Tree tree) {
        try (Stream<Path> all = Files.list(tree.directory().path())) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("ring-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns the names of the files of payloads in a tree, drafts included.
    static List<String> ofPayloads(Tree tree) {
        return of(tree).stream().filter(name -> name.matches("ring-\\d+-.*")).toList();
    }

    /// Returns how many files of rings, deleted ones included, this process has mapped.
    static long mapped(Tree tree) {
        try (Stream<String> lines = Files.lines(MAPPED)) {
            return lines.filter(line -> line.contains(tree.directory().path() + "/ring-")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
