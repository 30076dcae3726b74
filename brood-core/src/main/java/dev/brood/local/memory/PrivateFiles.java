package dev.brood.local.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// Files and directories for this user only, from their first moment.
final class PrivateFiles {
    /// Belongs to the user of this process, by number: in a container he may have no name.
    private static final Path SELF = Path.of("/proc/self");

    private PrivateFiles() {}

    /// Creates an empty file of mode 0600.
    static void createFile(Path file) throws IOException {
        Files.createFile(file, mode(file, "rw-------"));
    }

    /// Creates a directory of mode 0700.
    static void createDirectory(Path directory) throws IOException {
        Files.createDirectory(directory, mode(directory, "rwx------"));
    }

    /// Returns whether a path is a directory of this user's, and not a link to one.
    static boolean isOwnDirectory(Path path) {
        try {
            if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            }
            Map<String, Object> found =
                    Files.readAttributes(path, "unix:uid,isDirectory", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(found.get("isDirectory"))) {
                return false;
            }
            return Files.exists(SELF)
                    ? Files.getAttribute(SELF, "unix:uid").equals(found.get("uid"))
                    : Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                            .getName()
                            .equals(System.getProperty("user.name"));
        } catch (IOException _) {
            return false; // it is gone, or not for this user to look at
        }
    }

    /// Opens an existing file for reading and writing.
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// Returns the system's reason of a failure, without the path, which the message has already.
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException missing -> missing(Path.of(missing.getFile()));
            case FileAlreadyExistsException _ -> "it exists already";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /// A file that can't be created is as missing to the system as its directory; people want to
    /// know the latter.
    private static String missing(Path file) {
        Path directory = file.getParent();
        boolean lacksDirectory = directory != null && !Files.exists(directory);
        return (lacksDirectory ? directory : file) + " does not exist";
    }

    private static FileAttribute<?>[] mode(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
