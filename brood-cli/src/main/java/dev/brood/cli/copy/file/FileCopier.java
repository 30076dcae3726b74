package dev.brood.cli.copy.file;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// Copies the files of one batch: what the workers run.
///
/// A file is copied to a temporary name beside its final one and renamed, so that the final name
/// never has half a file. `Files.copy` is the whole copy: it moves the bytes inside the kernel and
/// keeps mode, owner, times and extended attributes through the open file, in fewer system calls
/// than opening channels and setting attributes by path takes.
public final class FileCopier {
    private static final @Nullable String[] ALL_WELL = {};
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};
    private static final CopyOption[] ATOMIC = {StandardCopyOption.ATOMIC_MOVE};

    private final CopyMode mode;
    private final LinkOption[] linkOptions;
    private final CopyOption[] withAttributes;
    private final Owners owners = new Owners();

    /// Makes a copier.
    ///
    /// @param mode what it must know
    public FileCopier(CopyMode mode) {
        this.mode = mode;
        linkOptions = mode.followLinks() ? FOLLOW : NO_FOLLOW;
        withAttributes =
                mode.followLinks()
                        ? new CopyOption[] {StandardCopyOption.COPY_ATTRIBUTES}
                        : new CopyOption[] {
                            StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS
                        };
    }

    /// Copies files or links; one that fails does not keep the others from being copied.
    ///
    /// @param sources what to copy, as [PathText]
    /// @param targets the final paths, as [PathText], in the same order
    /// @return why each failed, null for those that did not; empty if none failed
    /// @throws InterruptedException if interrupted; the file at hand is finished before
    public @Nullable String[] copyAll(String[] sources, String[] targets)
            throws InterruptedException {
        @Nullable String[] reasons = ALL_WELL;
        for (int i = 0; i < sources.length; i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the copy was stopped");
            }
            String reason = copy(sources[i], targets[i]);
            if (reason != null) {
                if (reasons.length == 0) {
                    reasons = new @Nullable String[sources.length];
                }
                reasons[i] = reason;
            }
        }
        return reasons;
    }

    private @Nullable String copy(String sourceText, String targetText) {
        Path source = PathText.path(sourceText);
        try {
            Path target = PathText.path(targetText);
            Path temp = TempNames.of(targetText, mode.token());
            boolean placed = false;
            try {
                if (mode.links()) {
                    copyLink(source, temp);
                } else {
                    copyFile(source, temp, targetText);
                }
                Files.move(temp, target, ATOMIC);
                placed = true;
            } finally {
                if (!placed) {
                    Files.deleteIfExists(temp);
                }
            }
            return null;
        } catch (IOException | RuntimeException e) {
            return Reasons.of(e, source);
        }
    }

    private void copyFile(Path source, Path temp, String targetText) throws IOException {
        Owners.Owned wanted = mode.ownersKept() ? null : Owners.Owned.of(source, linkOptions);
        try {
            Files.copy(source, temp, withAttributes);
        } catch (FileAlreadyExistsException _) {
            // Left by a worker of this run that died.
            Files.delete(temp);
            Files.copy(source, temp, withAttributes);
        } catch (FileSystemException e) {
            if (!copiedWithoutOddTimes(source, temp)) {
                throw e;
            }
        }
        if (wanted != null) {
            owners.mend(temp, wanted, targetText);
        }
        if (mode.verify()) {
            long difference = Files.mismatch(source, temp);
            if (difference >= 0) {
                throw new IOException(
                        "the copy differs from the source at byte "
                                + difference
                                + ": the source changed meanwhile, or a disk or memory is bad");
            }
        }
    }

    /// Copies a file whose times the JDK can't pass on, if that is what made the copy fail: it
    /// hands the kernel a negative fraction of a second for times before 1970.
    private boolean copiedWithoutOddTimes(Path source, Path temp) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(source, BasicFileAttributes.class, linkOptions);
        FileTime modified = Times.settable(attributes.lastModifiedTime());
        FileTime accessed = Times.settable(attributes.lastAccessTime());
        if (modified.equals(attributes.lastModifiedTime())
                && accessed.equals(attributes.lastAccessTime())) {
            return false;
        }
        Files.copy(source, temp, linkOptions);
        if (Owners.areKnown()) {
            Owners.give(temp, Owners.Owned.of(source, linkOptions));
        }
        Files.getFileAttributeView(temp, BasicFileAttributeView.class)
                .setTimes(modified, accessed, null);
        return true;
    }

    private void copyLink(Path source, Path temp) throws IOException {
        try {
            Files.copy(source, temp, withAttributes);
        } catch (FileAlreadyExistsException _) {
            Files.delete(temp);
            Files.copy(source, temp, withAttributes);
        }
        BasicFileAttributes attributes =
                Files.readAttributes(source, BasicFileAttributes.class, NO_FOLLOW);
        Files.getFileAttributeView(temp, BasicFileAttributeView.class, NO_FOLLOW)
                .setTimes(
                        Times.settable(attributes.lastModifiedTime()),
                        Times.settable(attributes.lastAccessTime()),
                        null);
    }
}
