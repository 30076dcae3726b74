package dev.brood.local.process;

import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The exception that ended a child's action, left for its parent in a file of the tree's
/// directory: written under another name and renamed, so that the parent finds it whole or not at
/// all.
final class Failure {
    private Failure() {}

    /// Leaves an exception, in the child.
    static void leave(Boot boot, Throwable failure) {
        Path file = file(Path.of(boot.tree), boot.slot);
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
                out.write(Codec.standard().toBytes("failure", failure));
            }
            Files.move(unfinished, file);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e); // its stack trace is printed, at least
        }
    }

    /// Takes what a child has left, in the parent, after the child's end.
    static @Nullable Throwable take(Path tree, int slot) {
        Path file = file(tree, slot);
        if (!Files.exists(file)) {
            return null;
        }
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return (Throwable) Codec.standard().fromBytes("failure", in.readAllBytes());
        } catch (IOException | RuntimeException e) {
            return e;
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".new"));
        } catch (IOException _) {
            // It goes with the tree's directory.
        }
    }

    private static Path file(Path tree, int slot) {
        return tree.resolve("failure-" + slot);
    }
}
