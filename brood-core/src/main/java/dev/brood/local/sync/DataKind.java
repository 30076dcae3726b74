package dev.brood.local.sync;

import dev.brood.local.memory.Segment;
import dev.brood.local.roster.Tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The kinds of shared data, by the type of their cells in the arena.
enum DataKind {
    INT(32, "int", false, false),
    LONG(33, "long", false, false),
    DOUBLE(34, "double", false, false),
    BOOLEAN(35, "boolean", false, false),
    REFERENCE(36, "reference", false, true),
    ARRAY(37, "array", true, true),
    MEMORY(38, "memory", true, true),
    LIST(39, "list", true, true);

    private static final DataKind[] ALL = values();

    /// The type of its cells.
    final int type;

    /// Its name in messages and in the names of its files.
    final String label;

    /// Whether its contents are a file that each user maps.
    final boolean isMapped;

    /// Whether it may have files, all of which are named by label and number.
    private final boolean hasFiles;

    DataKind(int type, String label, boolean isMapped, boolean hasFiles) {
        this.type = type;
        this.label = label;
        this.isMapped = isMapped;
        this.hasFiles = hasFiles;
    }

    /// Returns whether its extra words begin with a mutex.
    boolean isGuarded() {
        return this == REFERENCE || this == LIST;
    }

    /// Returns the kind of a type.
    static DataKind of(int type) {
        for (DataKind kind : ALL) {
            if (kind.type == type) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of shared data has type " + type);
    }

    /// Deletes the files of an object. Any number of times, by anyone.
    ///
    /// @param number the object's
    void unlink(Tree tree, long number) {
        if (hasFiles) {
            Segment.unlink(file(tree, number));
            delete(tree, label + "-" + number + "-*");
        }
    }

    /// Returns where an object's own file is.
    Path file(Tree tree, long number) {
        return tree.directory().file(label + "-" + number);
    }

    /// Deletes the files of a pattern.
    static void delete(Tree tree, String pattern) {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(tree.directory().path(), pattern)) {
            files.forEach(Segment::unlink);
        } catch (IOException | DirectoryIteratorException _) {
            // They go with the tree's directory.
        }
    }
}
