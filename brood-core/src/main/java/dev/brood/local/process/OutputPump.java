package dev.brood.local.process;

import dev.brood.Output;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;

/// Connects what a child prints to where it goes.
final class OutputPump {
    /// How long to wait for the rest of what an ended child has printed. It is there at once,
    /// unless a process that the child started in its own way still holds the pipe open.
    private static final Duration REST = Duration.ofSeconds(2);

    private final @Nullable Thread thread;

    private OutputPump(@Nullable Thread thread) {
        this.thread = thread;
    }

    /// Returns where a child's stream is to be connected to.
    ///
    /// @param output what was asked for
    /// @param own this process's own stream of the same kind
    static ProcessBuilder.Redirect redirect(Output output, PrintStream own) {
        return switch (output) {
            case Output.Inherit() ->
                    isReplaced(own)
                            ? ProcessBuilder.Redirect.PIPE
                            : ProcessBuilder.Redirect.INHERIT;
            case Output.Discard() -> ProcessBuilder.Redirect.DISCARD;
            case Output.Lines _ -> ProcessBuilder.Redirect.PIPE;
            case Output.ToFile(var file, var append) ->
                    append
                            ? ProcessBuilder.Redirect.appendTo(file.toFile())
                            : ProcessBuilder.Redirect.to(file.toFile());
        };
    }

    /// Returns whether someone has put another stream in the place of the JVM's own, which is
    /// exactly a `PrintStream`: a test runner, for instance, whose protocol with its own parent
    /// would be spoiled by a child that writes to the same descriptor.
    private static boolean isReplaced(PrintStream own) {
        return own.getClass() != PrintStream.class;
    }

    /// Begins to pass lines on, if they come through a pipe.
    ///
    /// @param child the child's name at any time
    /// @param stream the child's stream
    static OutputPump start(Output output, PrintStream own, NameOfChild child, InputStream stream) {
        Output.Listener listener =
                switch (output) {
                    case Output.Inherit() ->
                            isReplaced(own) ? (_, line) -> own.println(line) : null;
                    case Output.Lines(Output.Listener given) -> given;
                    case Output.Discard(), Output.ToFile _ -> null;
                };
        if (listener == null) {
            return new OutputPump(null);
        }
        Output.Listener to = listener;
        return new OutputPump(
                Thread.ofPlatform()
                        .daemon()
                        .name("brood-output")
                        .start(() -> pump(stream, child, to)));
    }

    /// The name of a child, which a spare gets later.
    @FunctionalInterface
    interface NameOfChild {
        String get();
    }

    private static void pump(InputStream stream, NameOfChild child, Output.Listener listener) {
        Charset charset =
                Charset.forName(
                        System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, charset))) {
            String line = lines.readLine();
            while (line != null) {
                deliver(listener, child.get(), line);
                line = lines.readLine();
            }
        } catch (IOException _) {
            return; // closed by awaitEnd
        }
    }

    private static void deliver(Output.Listener listener, String child, String line) {
        try {
            listener.line(child, line);
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    /// Waits until everything an ended child has printed was passed on.
    void awaitEnd() throws InterruptedException {
        if (thread != null) {
            thread.join(REST);
        }
    }
}
