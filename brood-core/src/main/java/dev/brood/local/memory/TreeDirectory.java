package dev.brood.local.memory;

import dev.brood.ResourceException;
import dev.brood.local.os.CrashPoint;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The private directory that holds a tree's shared memory: `brood-USER-PID-RANDOM`, mode 0700, in
/// `/dev/shm` or where the system property `brood.dir` says.
///
/// **Whose it is.** The root holds a lock of the operating system on the file `owner` in it for as
/// long as it lives. The kernel drops the lock when the root dies, however it dies; and unlike a
/// pid it means the same in every container that shares the directory. Who can lock `owner` may
/// delete the directory.
///
/// | state | on disk | if the root dies here |
/// |---|---|---|
/// | being made | `.brood-…`, `owner` perhaps locked | swept once it is [#NEWBORN] old and its lock is free |
/// | in use | `brood-…`, `owner` locked | swept by the next root on this machine |
/// | being deleted | `brood-…`, `owner` still there, locked | as before: `owner` goes last but one |
/// | almost gone | `brood-…`, empty | swept once it is [#NEWBORN] old |
public final class TreeDirectory implements AutoCloseable {
    /// The system property that names the directory in which trees have theirs.
    public static final String PROPERTY = "brood.dir";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String OWNER = "owner";
    private static final Pattern NAME = Pattern.compile("(\\.?)brood-.*-((\\d+)-[0-9a-f]{8})");
    private static final String UNFINISHED = ".brood-";

    /// This JVM's own, named by pid and random part, from before they exist until they are gone.
    private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

    /// How old an unfinished directory must be before it counts as abandoned.
    private static final Duration NEWBORN = Duration.ofMinutes(1);

    private final Path path;
    private final @Nullable FileChannel owner;

    private TreeDirectory(Path path, @Nullable FileChannel owner) {
        this.path = path;
        this.owner = owner;
    }

    /// Returns the directory in which trees have theirs.
    ///
    /// @return what the property says, else `/dev/shm` where it can be used, else `java.io.tmpdir`;
    ///   absolute, as a child may have another working directory
    public static Path base() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Path.of(named).toAbsolutePath();
        }
        return Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)
                ? SHARED_MEMORY
                : Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    }

    /// Makes the directory of a new tree whose root is this process.
    ///
    /// @param base where
    /// @return the directory, owned until closed
    /// @throws ResourceException if it can't be made; the message names the directory
    public static TreeDirectory create(Path base) {
        String suffix = ProcessHandle.current().pid() + "-" + random();
        Path unfinished = base.resolve(UNFINISHED + user() + "-" + suffix);
        Path path = base.resolve("brood-" + user() + "-" + suffix);
        FileChannel owner = null;
        OWN.add(suffix);
        try {
            PrivateFiles.createDirectory(unfinished);
            CrashPoint.reach("directory.made");
            Path file = unfinished.resolve(OWNER);
            PrivateFiles.createFile(file);
            CrashPoint.reach("directory.owner-made");
            owner = lockedOwner(file);
            CrashPoint.reach("directory.locked");
            Files.move(unfinished, path);
            CrashPoint.reach("directory.named");
            return new TreeDirectory(path, owner);
        } catch (IOException e) {
            closeQuietly(owner);
            deleteTree(unfinished);
            OWN.remove(suffix);
            throw new ResourceException(
                    "cannot make the shared-memory directory %s: %s; name another place with -D%s=DIR"
                            .formatted(path, PrivateFiles.reason(e), PROPERTY),
                    e);
        }
    }

    private static FileChannel lockedOwner(Path file) throws IOException {
        return Uninterrupted.call(() -> {
            FileChannel channel = PrivateFiles.open(file);
            try {
                if (channel.tryLock() == null) {
                    throw new IOException(file + " is locked by another process");
                }
                return channel;
            } catch (Throwable e) {
                channel.close();
                throw e;
            }
        });
    }

    /// Returns a tree's directory to a process that is not its root.
    ///
    /// @param path as [#path()] gave it to the root
    /// @return the directory, not owned
    public static TreeDirectory of(Path path) {
        return new TreeDirectory(path, null);
    }

    /// Returns where it is.
    ///
    /// @return an absolute path
    public Path path() {
        return path;
    }

    /// Returns the place of a file in it.
    ///
    /// @param name the file's name
    /// @return its path
    public Path file(String name) {
        return path.resolve(name);
    }

    /// Deletes the directory with all in it, if it is owned by this object. Processes that have
    /// mapped files of it keep them until they end.
    @Override
    public void close() {
        if (owner != null) {
            deleteTree(path);
            closeQuietly(owner);
            OWN.remove(suffix(path));
        }
    }

    private static String suffix(Path path) {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() ? name.group(2) : "";
    }

    /// Deletes the directories of trees whose roots are dead. What belongs to another user is left
    /// alone, even by root, and so are links: in a directory where all may write, anyone may put
    /// one that bears the name of a tree and leads to the files of someone else.
    ///
    /// @param base where trees have their directories
    /// @return how many were deleted
    public static int sweep(Path base) {
        List<Path> abandoned = abandoned(base);
        abandoned.forEach(TreeDirectory::deleteTree);
        return abandoned.size();
    }

    /// Returns the directories of the trees of this user that are alive, in the directory in which
    /// this process would make one.
    ///
    /// @return a new list; each may be gone the next moment
    public static List<Path> living() {
        List<Path> living = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base(), "brood-*")) {
            for (Path entry : entries) {
                if (NAME.matcher(entry.getFileName().toString()).matches()
                        && PrivateFiles.isOwnDirectory(entry)
                        && !isAbandoned(entry)) {
                    living.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return living; // no such directory: then there are no trees in it
        }
        return living;
    }

    /// Returns the directories of the trees of this user, alive or dead. Takes no lock.
    ///
    /// @param base where trees have their directories
    /// @return a new list in the order of their names; each may be gone the next moment
    public static List<Path> all(Path base) {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, "brood-*")) {
            for (Path entry : entries) {
                if (NAME.matcher(entry.getFileName().toString()).matches()
                        && PrivateFiles.isOwnDirectory(entry)) {
                    all.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return all; // no such directory: then there are no trees in it
        }
        Collections.sort(all);
        return all;
    }

    /// Returns the directories of this user whose roots are dead: what [#sweep] would delete.
    ///
    /// @param base where trees have their directories
    /// @return a new list in the order of their names
    public static List<Path> abandoned(Path base) {
        List<Path> abandoned = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(base, "{brood-*,.brood-*}")) {
            for (Path entry : entries) {
                if (isAbandoned(entry)) {
                    abandoned.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return abandoned; // no such directory, or not readable: create() has the right message
        }
        Collections.sort(abandoned);
        return abandoned;
    }

    /// Deletes a directory whose root is dead.
    ///
    /// @param directory from [#abandoned]
    /// @return whether it is gone now
    public static boolean reclaim(Path directory) {
        if (isAbandoned(directory)) {
            deleteTree(directory);
        }
        return Files.notExists(directory);
    }

    /// Returns whether a directory is that of a tree of this user whose root is dead.
    ///
    /// @param entry any path
    /// @return false if it is none, or can't be told
    public static boolean isAbandoned(Path entry) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (!name.matches() || !PrivateFiles.isOwnDirectory(entry)) {
            return false;
        }
        // Closing a second descriptor of `owner` would drop the lock of a tree of this JVM's own.
        boolean own = OWN.contains(name.group(2)) || isOfAnotherLoader(entry, name.group(3));
        boolean unfinished = !name.group(1).isEmpty();
        return !own && (!unfinished || isOlderThanNewborn(entry)) && !isOwned(entry);
    }

    /// Returns whether a directory may be of this JVM's own though this class does not know it,
    /// since the class was loaded twice. The pid alone does not tell: in a container every JVM that
    /// is started may have the same.
    private static boolean isOfAnotherLoader(Path entry, String pid) {
        ProcessHandle self = ProcessHandle.current();
        Instant start = self.info().startInstant().orElse(Instant.MIN);
        return pid.equals(Long.toString(self.pid())) && !isOlderThan(entry, start);
    }

    private static boolean isOwned(Path directory) {
        try {
            return Uninterrupted.call(() -> {
                try (FileChannel channel = PrivateFiles.open(directory.resolve(OWNER));
                        FileLock lock = channel.tryLock()) {
                    return lock == null;
                } catch (OverlappingFileLockException _) {
                    return true;
                } catch (NoSuchFileException _) {
                    // Another is deleting it just now, or a root died as it made it.
                    return !isOlderThanNewborn(directory);
                }
            });
        } catch (IOException _) {
            return true; // not ours to judge
        }
    }

    /// Returns whether a directory may be one that is being made or deleted just now.
    ///
    /// @param directory from [#all]
    /// @return false if nothing was made or deleted in it for a while
    public static boolean isInMotion(Path directory) {
        return !isOlderThanNewborn(directory);
    }

    private static boolean isOlderThanNewborn(Path path) {
        return isOlderThan(path, Instant.now().minus(NEWBORN));
    }

    private static boolean isOlderThan(Path path, Instant moment) {
        try {
            return Files.getLastModifiedTime(path).toInstant().isBefore(moment);
        } catch (IOException _) {
            return false;
        }
    }

    /// Deletes a directory without subdirectories, its `owner` file last, so that a death in the
    /// middle leaves it recognisable. Tries again when a dying process adds a file meanwhile.
    private static void deleteTree(Path directory) {
        for (int attempt = 0; attempt < 3; attempt++) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    if (!file.endsWith(OWNER)) {
                        Files.deleteIfExists(file);
                    }
                }
                CrashPoint.reach("directory.emptied");
                Files.deleteIfExists(directory.resolve(OWNER));
                CrashPoint.reach("directory.disowned");
                Files.deleteIfExists(directory);
                return;
            } catch (IOException | DirectoryIteratorException _) {
                // Looked at again; what stays in the end is swept by the next root.
            }
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // Nothing was written through it.
        }
    }

    private static String user() {
        return System.getProperty("user.name", "user").replaceAll("[^A-Za-z0-9_.]", "_");
    }

    private static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
