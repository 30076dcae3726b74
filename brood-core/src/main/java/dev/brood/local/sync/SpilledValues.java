package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.ResourceException;
import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.CrashPoint;
import dev.brood.local.roster.Tree;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;

/// The files of the values of a slot that have no room in it: `KIND-NUMBER-SLOT-VERSION`, each of 8
/// bytes of length and the value. Each is first written as a draft, `KIND-NUMBER-draft-PID-N`,
/// without any mutex; recovery deletes the drafts of the dead.
final class SpilledValues {
    private static final String DRAFT = "-draft-";

    private final Tree tree;
    private final String object;
    private final String slot;
    private final Predicate<Path> stray;

    /// Makes the files of a slot.
    ///
    /// @param kind of the object that the slot is in
    /// @param number the object's
    /// @param slot which of its slots
    /// @param stray tells which files of the object no slot of it needs; asked by who holds the
    ///   object's mutex
    SpilledValues(Tree tree, DataKind kind, long number, int slot, Predicate<Path> stray) {
        this.tree = tree;
        this.object = kind.label + "-" + number;
        this.slot = object + "-" + slot + "-";
        this.stray = stray;
    }

    /// A value in a file that no slot has yet.
    record Draft(Path file) {}

    /// Writes a draft.
    ///
    /// @throws ResourceException if there is no memory for it; then there is no draft
    Draft draft(byte[] bytes) {
        Path file = tree.directory().file(object + DRAFT + tree.pid() + "-" + tree.nextNumber());
        boolean written = false;
        try (Segment segment = Segment.create(file, 8L + bytes.length, 8L + bytes.length)) {
            CrashPoint.reach("slot.drafting");
            Words.setLong(segment.memory(), 0, bytes.length);
            MemorySegment.copy(bytes, 0, segment.memory(), JAVA_BYTE, 8, bytes.length);
            written = true;
        } finally {
            if (!written) {
                Segment.unlink(file);
            }
        }
        CrashPoint.reach("slot.drafted");
        return new Draft(file);
    }

    void discard(Draft draft) {
        Segment.unlink(draft.file());
    }

    /// Gives a draft the name of a version. A file of that name is of a process that died as it did
    /// this.
    void publish(Draft draft, long version) {
        try {
            Files.move(draft.file(), file(version), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ResourceException("cannot rename " + draft.file() + ": " + e, e);
        }
    }

    byte[] read(long version) throws NoSuchFileException {
        try (Segment segment = Segment.open(file(version))) {
            byte[] bytes = new byte[(int) Words.getLong(segment.memory(), 0)];
            MemorySegment.copy(segment.memory(), JAVA_BYTE, 8, bytes, 0, bytes.length);
            return bytes;
        }
    }

    void delete(long version) {
        Segment.unlink(file(version));
    }

    /// Deletes what a writer of the object that died holding its mutex may have left. The caller
    /// holds it.
    void deleteStrays() {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(tree.directory().path(), object + "-*")) {
            for (Path each : all) {
                if (!each.getFileName().toString().contains(DRAFT) && stray.test(each)) {
                    Segment.unlink(each);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // They go with the object.
        }
    }

    /// Deletes what a dead process had written and no slot has.
    static void deleteDrafts(Tree tree, DataKind kind, int deadPid) {
        DataKind.delete(tree, kind.label + "-*" + DRAFT + deadPid + "-*");
    }

    /// Returns which slot a file is of.
    static int slotOf(Path file) {
        return Integer.parseInt(file.getFileName().toString().split("-", -1)[2]);
    }

    /// Returns which version a file is of.
    static long versionOf(Path file) {
        return Long.parseLong(file.getFileName().toString().split("-", -1)[3]);
    }

    private Path file(long version) {
        return tree.directory().file(slot + version);
    }

    @Override
    public String toString() {
        return slot + "*";
    }
}
