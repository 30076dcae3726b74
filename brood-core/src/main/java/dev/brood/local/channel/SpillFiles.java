package dev.brood.local.channel;

import dev.brood.ResourceException;
import dev.brood.local.memory.Segment;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Payloads that have no room in a ring, each in a file of its own.
///
/// A payload is first written to a *draft*, whose name has the pid of its writer, without any
/// mutex; to put it means to rename the draft, under the put mutex, to the name that its record
/// has. Recovery deletes the drafts of the dead.
final class SpillFiles {
    private final Tree tree;
    private final long ring;

    /// A payload in a file that is not in the ring yet.
    ///
    /// @param file the draft's name
    /// @param bytes its size
    record Draft(Path file, long bytes) implements Aside {}

    /// Makes the spill files of a ring.
    ///
    /// @param ring the ring's number
    SpillFiles(Tree tree, long ring) {
        this.tree = tree;
        this.ring = ring;
    }

    /// Writes a payload to a draft.
    ///
    /// @throws dev.brood.ResourceException if there is no memory for it; then there is no draft
    Draft write(Content payload) {
        long bytes = payload.bytes();
        long size = Math.max(8, Payload.padded(bytes));
        Path file = tree.directory().file(draftPrefix(tree.pid()) + tree.nextNumber());
        boolean written = false;
        try (Segment segment = Segment.create(file, size, size)) {
            CrashPoint.reach("ring.put.drafting");
            payload.writeTo(segment.memory(), 0);
            written = true;
        } finally {
            if (!written) {
                Segment.unlink(file);
            }
        }
        return new Draft(file, bytes);
    }

    /// Deletes a draft that is not going to be put.
    void discard(Draft draft) {
        Segment.unlink(draft.file());
    }

    /// Gives a draft the name that a record of the ring will have.
    void publish(Draft draft, long number) {
        try {
            Files.move(draft.file(), file(number), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ResourceException("cannot rename " + draft.file() + ": " + e, e);
        }
    }

    /// Reads a payload.
    <T> T read(long number, long bytes, boolean hasArrays, ItemReader<T> reader) {
        try (Segment segment = Segment.open(file(number))) {
            return reader.read(segment.memory(), 0, (int) bytes, hasArrays);
        } catch (NoSuchFileException e) {
            throw new IllegalStateException("an item's file is missing: " + file(number), e);
        }
    }

    /// Deletes a file, if it is there.
    void delete(long number) {
        Segment.unlink(file(number));
    }

    /// Deletes what a dead process had written and not put, for any ring of the tree.
    static void deleteDrafts(Tree tree, int deadPid) {
        delete(tree, "ring-*-draft-" + deadPid + "-*");
    }

    /// Deletes all files of the ring.
    void deleteAll() {
        delete(tree, "ring-" + ring + "-*");
    }

    private static void delete(Tree tree, String pattern) {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(tree.directory().path(), pattern)) {
            files.forEach(Segment::unlink);
        } catch (IOException | DirectoryIteratorException _) {
            // They go with the tree's directory.
        }
    }

    private Path file(long number) {
        return tree.directory().file("ring-" + ring + "-spill-" + number);
    }

    private String draftPrefix(int pid) {
        return "ring-" + ring + "-draft-" + pid + "-";
    }
}
