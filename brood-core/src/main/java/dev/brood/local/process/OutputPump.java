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
import java.util.List;

/// Connects what a child prints to where it goes.
final class OutputPump {
    /// How long to wait for the rest of what an ended child has printed. It is there at once,
    /// unless a process that the child started in its own way still holds the pipe open.
    private static final Duration REST = Duration.ofSeconds(2);

    /// The same, of what goes on even after the wait.
    private static final Duration SHORT_REST = Duration.ofMillis(200);

    private final @Nullable Thread thread;
    private final Tail tail;
    private final Duration rest;

    private OutputPump(@Nullable Thread thread, Tail tail, Duration rest) {
        this.thread = thread;
        this.tail = tail;
        this.rest = rest;
    }

    /// Returns where a child's stream is to be connected to.
    ///
    /// @param output what was asked for
    /// @param own this process's own stream of the same kind
    /// @param kept whether the last lines are to be kept: then it comes through here
    static ProcessBuilder.Redirect redirect(Output output, PrintStream own, boolean kept) {
        return switch (output) {
            case Output.Inherit() ->
                    kept || isReplaced(own)
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
    /// @param kept whether the last lines are to be kept, as for [#redirect]
    /// @param child the child's name at any time
    /// @param stream the child's stream
    static OutputPump start(
            Output output, PrintStream own, boolean kept, NameOfChild child, InputStream stream) {
        Tail tail = new Tail();
        if (kept && output instanceof Output.Inherit && !isReplaced(own)) {
            LinePump pump = new LinePump(stream, own, tail, charset());
            return new OutputPump(start(pump::run), tail, SHORT_REST);
        }
        Output.Listener listener =
                switch (output) {
                    case Output.Inherit() ->
                            isReplaced(own) ? (_, line) -> own.println(line) : null;
                    case Output.Lines(Output.Listener given) -> given;
                    case Output.Discard(), Output.ToFile _ -> null;
                };
        if (listener == null) {
            return new OutputPump(null, tail, REST);
        }
        Output.Listener to = listener;
        return new OutputPump(start(() -> pump(stream, child, to, tail)), tail, REST);
    }

    private static Thread start(Runnable pump) {
        return Thread.ofPlatform().daemon().name("brood-output").start(pump);
    }

    private static Charset charset() {
        return Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
    }

    /// Returns the last lines that have come through here.
    List<String> lastLines() {
        return tail.lines();
    }

    /// The name of a child, which a spare gets later.
    @FunctionalInterface
    interface NameOfChild {
        String get();
    }

    private static void pump(
            InputStream stream, NameOfChild child, Output.Listener listener, Tail tail) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, charset()))) {
            String line = lines.readLine();
            while (line != null) {
                tail.add(line);
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
            thread.join(rest);
        }
    }
}
