package dev.brood.ignite.seat;

import dev.brood.ignite.ClusterException;

import org.apache.ignite.IgniteLogger;
import org.apache.ignite.logger.NullLogger;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/// Writes what Ignite says to a file, for whoever looks for a fault of the network; without one,
/// what concerns a user is in the exceptions.
final class SeatLog extends NullLogger {
    private final PrintWriter out;
    private final String name;

    private SeatLog(PrintWriter out, String name) {
        this.out = out;
        this.name = name;
    }

    /// Opens the log of this JVM.
    ///
    /// @param file where, or null for nowhere
    /// @param name what each line begins with, as several JVMs may write to one file
    static IgniteLogger open(@Nullable String file, String name) {
        if (file == null || file.isEmpty()) {
            return new NullLogger();
        }
        try {
            return new SeatLog(
                    new PrintWriter(
                            Files.newBufferedWriter(
                                    Path.of(file),
                                    StandardCharsets.UTF_8,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.APPEND),
                            true),
                    name);
        } catch (IOException e) {
            throw new ClusterException("cannot write the log of the cluster to " + file, e);
        }
    }

    @Override
    public IgniteLogger getLogger(Object category) {
        return this;
    }

    @Override
    public boolean isInfoEnabled() {
        return true;
    }

    @Override
    public void info(String message) {
        log("info", message, null);
    }

    @Override
    public void warning(String message, @Nullable Throwable failure) {
        log("warning", message, failure);
    }

    @Override
    public void error(String message, @Nullable Throwable failure) {
        log("error", message, failure);
    }

    private void log(String level, String message, @Nullable Throwable failure) {
        synchronized (out) {
            out.println(Instant.now() + " " + name + " " + level + ": " + message);
            if (failure != null) {
                failure.printStackTrace(out);
            }
        }
    }
}
