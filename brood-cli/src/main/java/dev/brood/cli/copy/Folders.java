package dev.brood.cli.copy;

import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.Owners;
import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.file.Reasons;
import dev.brood.cli.copy.file.Times;
import dev.brood.cli.copy.tally.Tally;

import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/// Makes the folders of the destination, and gives them their modes and times when everything is in
/// them: what is put into a folder changes its time, and nothing can be put into one that is
/// read-only.
final class Folders {
    private static final int OWNER_ALL = 0x1C0;
    private static final CopyOption[] WITH_ATTRIBUTES = {StandardCopyOption.COPY_ATTRIBUTES};

    private final boolean followLinks;
    private final boolean mayBeClosed;
    private final List<Made> made = new ArrayList<>();

    /// Begins with no folders.
    ///
    /// @param mode of the run
    Folders(CopyMode mode) {
        followLinks = mode.followLinks();
        // Who may give files away writes into read-only folders too.
        mayBeClosed = Owners.areKnown() && !mode.ownersKept();
    }

    private record Made(
            String source, String target, FileTime modified, FileTime accessed, int mode) {}

    /// Makes a folder with owner, mode and extended attributes of another.
    ///
    /// @param source the other
    /// @param target where to make it
    /// @param attributes of the source
    /// @return false if there is a folder already, which then gets the attributes at the end
    synchronized boolean make(Path source, Path target, BasicFileAttributes attributes)
            throws IOException {
        boolean isNew = true;
        try {
            Files.copy(source, target, copyOptions(attributes));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            isNew = false;
        }
        int mode =
                mayBeClosed ? openUp(source, target, isNew) : isNew ? -1 : wanted(source, target);
        made.add(
                new Made(
                        PathText.of(source),
                        PathText.of(target),
                        Times.settable(attributes.lastModifiedTime()),
                        Times.settable(attributes.lastAccessTime()),
                        mode));
        return isNew;
    }

    private CopyOption[] copyOptions(BasicFileAttributes attributes) {
        if (!Times.settable(attributes.lastModifiedTime()).equals(attributes.lastModifiedTime())
                || !Times.settable(attributes.lastAccessTime())
                        .equals(attributes.lastAccessTime())) {
            return new CopyOption[0]; // the JDK fails on such times
        }
        return followLinks
                ? WITH_ATTRIBUTES
                : new CopyOption[] {StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS};
    }

    /// Gives a folder that was there its owner.
    ///
    /// @return the mode it is to have at the end
    private static int wanted(Path source, Path target) throws IOException {
        if (!Owners.areKnown()) {
            return -1;
        }
        Owners.Owned wanted = Owners.Owned.of(source);
        Owners.give(target, wanted);
        return wanted.mode();
    }

    /// Lets us write into a folder.
    ///
    /// @return the mode it is to have at the end, or -1 if it has that already
    private int openUp(Path source, Path target, boolean isNew) throws IOException {
        Owners.Owned wanted = Owners.Owned.of(source);
        if (isNew) {
            Owners.Owned found = Owners.Owned.of(target);
            if (found.equals(wanted) && (wanted.mode() & OWNER_ALL) == OWNER_ALL) {
                return -1;
            }
        }
        Owners.give(target, wanted);
        int mode = Owners.Owned.of(target).mode();
        if ((mode & OWNER_ALL) == OWNER_ALL) {
            return -1;
        }
        Files.setAttribute(target, "unix:mode", mode | OWNER_ALL);
        return mode;
    }

    /// Gives all folders their modes and times, the deepest first.
    ///
    /// @param tally is told what failed
    synchronized void finish(Tally tally) {
        for (int i = made.size() - 1; i >= 0; i--) {
            Made folder = made.get(i);
            Path target = PathText.path(folder.target());
            try {
                Files.getFileAttributeView(target, BasicFileAttributeView.class)
                        .setTimes(folder.modified(), folder.accessed(), null);
                if (folder.mode() >= 0) {
                    Files.setAttribute(target, "unix:mode", folder.mode());
                }
            } catch (IOException e) {
                tally.fail(
                        folder.source(),
                        "its times or permissions were not kept: " + Reasons.of(e));
            }
        }
        made.clear();
    }
}
