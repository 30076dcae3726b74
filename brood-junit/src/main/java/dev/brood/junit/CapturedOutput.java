package dev.brood.junit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a process prints on one of its streams, by way of a file. Unlike a pipe it needs no thread
/// to be read, never makes the writer wait, and its end does not depend on who else has inherited
/// it.
final class CapturedOutput implements AutoCloseable {
    private final Path file;
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private long position;
    private boolean closed;

    CapturedOutput(String stream) throws IOException {
        file = Files.createTempFile("jvm-" + stream + "-", ".txt");
    }

    ProcessBuilder.Redirect redirect() {
        return ProcessBuilder.Redirect.appendTo(file.toFile());
    }

    /// Returns the lines printed so far.
    ///
    /// @param ended whether the writer has ended, so that a last line without an end is one
    synchronized List<String> lines(boolean ended) {
        if (!closed) {
            readOn();
        }
        List<String> all = new ArrayList<>(lines);
        if ((ended || closed) && rest.size() > 0) {
            all.add(rest.toString(StandardCharsets.UTF_8));
        }
        return List.copyOf(all);
    }

    /// Reads what is still to be read, and deletes the file.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        readOn();
        closed = true;
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete captured output", e);
        }
    }

    private void readOn() {
        byte[] more;
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            more = Channels.newInputStream(channel.position(position)).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read captured output", e);
        }
        position += more.length;
        for (byte b : more) {
            if (b == '\n') {
                lines.add(rest.toString(StandardCharsets.UTF_8));
                rest.reset();
            } else if (b != '\r') {
                rest.write(b);
            }
        }
    }
}
