package dev.brood.testkit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Gives this JVM's tests a place of their own for shared memory, so that those of another JVM that
/// run at the same time neither see nor sweep away what they leave on purpose.
public final class OwnSharedMemory implements LauncherSessionListener {
    private static final String PROPERTY = "brood.dir";
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /// For the launcher.
    public OwnSharedMemory() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(PROPERTY) != null || !Files.isWritable(SHARED_MEMORY)) {
            return;
        }
        try {
            Path own = Files.createTempDirectory(SHARED_MEMORY, "brood.tests.");
            System.setProperty(PROPERTY, own.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(own)));
        } catch (IOException e) {
            throw new UncheckedIOException("no place for shared memory", e);
        }
    }

    private static void delete(Path own) {
        try {
            Files.deleteIfExists(own);
        } catch (DirectoryNotEmptyException _) {
            // What ends with this JVM is about to be removed, or was told by a test that failed.
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + own, e);
        }
    }
}
