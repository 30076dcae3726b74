package dev.brood.threads;

import dev.brood.Output;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.local.process.InnerContext;

import org.jspecify.annotations.Nullable;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/// Where a process that is a thread prints.
///
/// @param out in place of `System.out`; null for that
/// @param err in place of `System.err`; null for that
record OwnOutput(@Nullable PrintStream out, @Nullable PrintStream err) {

    /// Opens what was asked for.
    ///
    /// @param name the process's
    /// @throws ProcessStartException if a file can't be written
    static OwnOutput open(String name, ProcessOptions options) {
        PrintStream out = stream(name, options.stdout());
        return new OwnOutput(out, stream(name, options.stderr()));
    }

    private static @Nullable PrintStream stream(String name, Output output) {
        OutputStream to =
                switch (output) {
                    case Output.Inherit() -> null;
                    case Output.Discard() -> OutputStream.nullOutputStream();
                    case Output.Lines(Output.Listener listener) -> new LineOutput(name, listener);
                    case Output.ToFile file -> file(name, file);
                };
        return to == null ? null : new PrintStream(to, false, charset());
    }

    static Charset charset() {
        return Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
    }

    private static OutputStream file(String name, Output.ToFile to) {
        try {
            return new FileOutputStream(to.file().toFile(), to.append());
        } catch (IOException e) {
            throw new ProcessStartException(
                    "cannot start '%s': its output can't go to %s: %s"
                            .formatted(name, to.file(), e.getMessage()),
                    e);
        }
    }

    /// Has a process print there.
    void connect(InnerContext process) {
        if (out != null) {
            process.setOut(out);
        }
        if (err != null) {
            process.setErr(err);
        }
    }

    /// Passes on what is left, and closes files.
    void close() {
        if (out != null) {
            out.close();
        }
        if (err != null) {
            err.close();
        }
    }
}
