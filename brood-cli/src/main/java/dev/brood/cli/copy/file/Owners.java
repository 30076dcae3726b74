package dev.brood.cli.copy.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Sees to it that copies have their sources' modes where their owners can't be kept.
///
/// `Files.copy` sets the owner first and then the mode, and leaves out the mode, without a word,
/// when the owner can't be set; that is the case of everyone who copies other people's files.
public final class Owners {
    private static final String WANTED = "unix:mode,uid,gid";
    private static final int PERMISSIONS = 0xFFF;
    private static final int SET_IDS = 0xC00;

    /// What becomes of an owner.
    private enum Fate {
        KEPT,
        GROUP_KEPT,
        LOST
    }

    /// What became of owners in the folder they were seen in: file systems differ.
    private final Map<Long, Fate> fates = new HashMap<>();

    private String seenIn = "";

    Owners() {}

    /// Owner and mode of a file.
    ///
    /// @param mode all twelve bits of permissions
    /// @param user the owner's number
    /// @param group the group's number
    public record Owned(int mode, int user, int group) {

        /// Reads them.
        ///
        /// @param path the file
        /// @param options whether to follow links
        /// @return what it has
        /// @throws IOException if they can't be read
        public static Owned of(Path path, LinkOption... options) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, WANTED, options);
            return new Owned(
                    number(attributes, "mode") & PERMISSIONS,
                    number(attributes, "uid"),
                    number(attributes, "gid"));
        }

        private static int number(Map<String, Object> attributes, String name) {
            return attributes.get(name) instanceof Number number ? number.intValue() : 0;
        }

        private long key() {
            return ((long) group << 32) | (user & 0xFFFF_FFFFL);
        }

        private Owned withoutSetIds() {
            // A program that takes on its owner's rights must not take on ours instead.
            return new Owned(mode & ~SET_IDS, user, group);
        }
    }

    /// Returns whether files have owners and modes on this system.
    ///
    /// @return true on Unix
    public static boolean areKnown() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    }

    /// Returns whether every owner can be kept, so that nothing needs mending: so it is for root,
    /// but not on every file system, wherefore it is tried.
    ///
    /// @param folder where copies will be made
    /// @param token of the run
    /// @return true if [FileCopier] need not look after modes
    public static boolean areKept(Path folder, String token) {
        if (!areKnown()) {
            return true;
        }
        Path probe = TempNames.of(folder.resolve("probe").toString(), token);
        try {
            if (Owned.of(Path.of("/proc/self")).user() != 0) {
                return false;
            }
            Files.createFile(probe);
            try {
                Files.setAttribute(probe, "unix:uid", 1);
                return true;
            } finally {
                Files.delete(probe);
            }
        } catch (IOException _) {
            return false;
        }
    }

    /// Mends the mode, and the group if that is possible, of a copy that `Files.copy` just made.
    ///
    /// @param copy the copy
    /// @param wanted what the source has
    /// @param target the final path of the copy, as [PathText]
    void mend(Path copy, Owned wanted, String target) throws IOException {
        int folderLength = Math.max(0, target.lastIndexOf('/'));
        if (seenIn.length() != folderLength || !target.startsWith(seenIn)) {
            fates.clear();
            seenIn = target.substring(0, folderLength);
        }
        Fate fate = fates.get(wanted.key());
        if (fate == null) {
            fate = fate(copy, wanted);
            fates.put(wanted.key(), fate);
        } else if (fate == Fate.GROUP_KEPT) {
            set(copy, "unix:gid", wanted.group());
        }
        if (fate != Fate.KEPT) {
            Files.setAttribute(copy, "unix:mode", wanted.withoutSetIds().mode());
        }
    }

    private static Fate fate(Path copy, Owned wanted) throws IOException {
        Owned found = Owned.of(copy, LinkOption.NOFOLLOW_LINKS);
        if (found.key() == wanted.key()) {
            return Fate.KEPT;
        }
        return found.group() == wanted.group() || set(copy, "unix:gid", wanted.group())
                ? Fate.GROUP_KEPT
                : Fate.LOST;
    }

    /// Gives a file or folder an owner and a mode, the owner as far as the system lets us.
    ///
    /// @param path what to give it to
    /// @param wanted owner and mode
    /// @throws IOException if the mode can't be set
    public static void give(Path path, Owned wanted) throws IOException {
        Owned found = Owned.of(path);
        boolean user = found.user() == wanted.user() || set(path, "unix:uid", wanted.user());
        boolean group = found.group() == wanted.group() || set(path, "unix:gid", wanted.group());
        int mode = user && group ? wanted.mode() : wanted.withoutSetIds().mode();
        if (found.mode() != mode || found.key() != wanted.key()) {
            Files.setAttribute(path, "unix:mode", mode);
        }
    }

    private static boolean set(Path path, String attribute, int value) {
        try {
            Files.setAttribute(path, attribute, value);
            return true;
        } catch (IOException _) {
            return false; // as cp: who may not give files away keeps them
        }
    }
}
