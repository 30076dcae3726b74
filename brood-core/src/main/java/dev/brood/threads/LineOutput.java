package dev.brood.threads;

import dev.brood.Output;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;

/// Hands what is printed to a listener, line by line, in a thread of its own: the listener is not
/// of the process that prints.
final class LineOutput extends OutputStream {
    /// How long the end of the process waits for the listener.
    private static final Duration REST = Duration.ofSeconds(2);

    /// Who prints faster than the listener hears waits for it.
    private static final int MOST = 1024;

    private final String child;
    private final Output.Listener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(); // guarded by this
    private final ArrayDeque<String> lines = new ArrayDeque<>(); // guarded by itself
    private boolean closed; // guarded by lines
    private @Nullable Thread thread; // guarded by lines

    LineOutput(String child, Output.Listener listener) {
        this.child = child;
        this.listener = listener;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            endLine();
        } else {
            line.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    private void endLine() {
        String text = line.toString(OwnOutput.charset());
        line.reset();
        add(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    private void add(String text) {
        boolean interrupted = false;
        synchronized (lines) {
            while (lines.size() >= MOST && !closed) {
                try {
                    lines.wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (!closed) {
                lines.add(text);
                lines.notifyAll();
                if (thread == null) {
                    thread =
                            Thread.ofPlatform()
                                    .group(ThreadProcess.rootGroup())
                                    .inheritInheritableThreadLocals(false)
                                    .daemon()
                                    .name("brood-output")
                                    .start(this::deliver);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() {
        for (String next = next(); next != null; next = next()) {
            try {
                listener.line(child, next);
            } catch (RuntimeException e) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, e);
            }
        }
    }

    private @Nullable String next() {
        synchronized (lines) {
            while (lines.isEmpty() && !closed) {
                try {
                    lines.wait();
                } catch (InterruptedException _) {
                    // Nobody has this thread but this class.
                }
            }
            lines.notifyAll();
            return lines.poll();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (line.size() > 0) {
                endLine();
            }
        }
        Thread delivering;
        synchronized (lines) {
            closed = true;
            lines.notifyAll();
            delivering = thread;
        }
        if (delivering != null) {
            try {
                delivering.join(REST);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
