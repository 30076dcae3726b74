package dev.brood.junit;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A place in the code at which a thread of a child waits, so that a test can look at what it has
/// done by half. The child is told by the system property `brood.pause`, with [#at] as its value.
///
/// Closing it lets the thread go on, or never pause if it has not come there yet.
public final class Pause implements AutoCloseable {
    private final Path directory;
    private final RandomAccessFile go;
    private final RandomAccessFile reached;
    private final FileInputStream bytes;

    private Pause(Path directory) throws IOException {
        this.directory = directory;
        // For both ways: so neither side ever waits for the other to open it.
        this.go = new RandomAccessFile(fifo(directory, "go"), "rw");
        this.reached = new RandomAccessFile(fifo(directory, "reached"), "rw");
        this.bytes = new FileInputStream(directory.resolve("reached").toFile());
    }

    private static String fifo(Path directory, String name) throws IOException {
        String file = directory.resolve(name).toString();
        Process process = new ProcessBuilder("mkfifo", file).inheritIO().start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("mkfifo can't make " + file);
        }
        return file;
    }

    /// Makes a pause.
    ///
    /// @param directory for its two files; must hold no other pause
    /// @return a pause that is not reached
    /// @throws IOException if the files can't be made
    public static Pause in(Path directory) throws IOException {
        return new Pause(directory);
    }

    /// Returns what to set the system property `brood.pause` of a child to.
    ///
    /// @param place the name of a crash point; followed by `:N` for the Nth time it is reached
    /// @return the value
    public String at(String place) {
        return place + "@" + directory;
    }

    /// Waits until a thread has come to the place.
    ///
    /// @param timeout how long at most
    /// @throws InterruptedException if interrupted while waiting
    public void awaitReached(Duration timeout) throws InterruptedException {
        Await.until(timeout, "a thread to come to the place of the pause", this::isReached);
    }

    private boolean isReached() {
        try {
            return bytes.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.delete(directory.resolve("go"));
        Files.delete(directory.resolve("reached"));
        go.write(1);
        go.close();
        reached.close();
        bytes.close();
    }
}
