package dev.brood.local.process;

import dev.brood.ExitStatus;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/// A child JVM of this process, from its launch to its end: a spare at first, perhaps.
final class Child extends StartedChild<Child> {
    private static final int SIGNAL_BASE = 128;
    private static final int HIGHEST_SIGNAL = 64;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final Process process;
    private final Launcher.Started started;
    private final OutputPump stdout;
    private final OutputPump stderr;
    private volatile String name;
    private @Nullable Throwable failure; // of the thread that watches it

    /// A signal that was asked for before the JVM had booted, 0 if none.
    private volatile int early;

    /// This process has sent it SIGKILL.
    private volatile boolean killed;

    Child(Tree tree, Launcher.Started started, String name, ProcessOptions options) {
        super(tree);
        this.started = started;
        this.process = started.process();
        this.name = name;
        this.stdout =
                OutputPump.start(
                        options.stdout(),
                        System.out,
                        false,
                        () -> this.name,
                        process.getInputStream());
        this.stderr =
                OutputPump.start(
                        options.stderr(),
                        System.err,
                        true,
                        () -> this.name,
                        process.getErrorStream());
    }

    /// Begins to watch for its end.
    void watch() {
        Thread.ofPlatform()
                .daemon()
                .name("brood-watch")
                .start(() -> {
                    awaitEnd();
                    ExitStatus status = wrapUp();
                    end(this, status, failure);
                });
    }

    private void awaitEnd() {
        while (true) {
            try {
                process.waitFor();
                stdout.awaitEnd();
                stderr.awaitEnd();
                return;
            } catch (InterruptedException _) {
                // Nobody has this thread but this class.
            }
        }
    }

    private ExitStatus wrapUp() {
        int mark = mark();
        ExitStatus status = status(process.exitValue(), mark);
        if (mark == 0 && status instanceof ExitStatus.Exited) {
            failure =
                    new ProcessStartException(
                            "'%s' (pid %d) %s before it could run anything%s; its JVM was started as: %s"
                                    .formatted(
                                            name,
                                            pid(),
                                            status.describe(),
                                            said(),
                                            String.join(" ", started.command())),
                            null);
        } else {
            failure = Failure.take(tree().directory().path(), started.slot());
        }
        try {
            tree().roster().ended(started.slot());
        } catch (IllegalStateException _) {
            // The tree was closed meanwhile, and there is nothing to recover any more.
        }
        return status;
    }

    private String said() {
        List<String> lines = stderr.lastLines();
        return lines.isEmpty() ? "" : ", saying: " + String.join(" / ", lines);
    }

    @Override
    protected Remains remains() {
        return new Remains(
                stderr.lastLines(),
                CrashReport.of(tree(), pid()),
                killed,
                started.command().contains("-XX:+ExitOnOutOfMemoryError"));
    }

    private int mark() {
        try {
            return tree().roster().mark(started.slot());
        } catch (IllegalStateException _) {
            return ExitMark.BOOTED; // the tree was closed meanwhile, and with it went the marks
        }
    }

    /// Tells a signal from an exit code above 128. An orderly exit has left its mark; SIGHUP,
    /// SIGINT and SIGTERM make a JVM exit in order too, with 128 and the signal.
    private ExitStatus status(int value, int mark) {
        if (killed && value == SIGNAL_BASE + SIGKILL) {
            return new ExitStatus.Signaled(mark == 0 && early != 0 ? early : SIGKILL);
        }
        int signal = value - SIGNAL_BASE;
        if (signal <= 0 || signal > HIGHEST_SIGNAL) {
            return new ExitStatus.Exited(value);
        }
        boolean handled = signal == 1 || signal == 2 || signal == 15;
        return mark == ExitMark.ORDERLY && !handled
                ? new ExitStatus.Exited(value)
                : new ExitStatus.Signaled(signal);
    }

    /// Gives it its orders.
    ///
    /// @throws IOException if it has ended
    void run(Run run) throws IOException {
        name = run.name;
        Orders.send(process.getOutputStream(), Orders.frame(Orders.RUN, run::writeTo));
    }

    String name() {
        return name;
    }

    int slot() {
        return started.slot();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void interrupt() {
        order(Orders.INTERRUPT, Interrupts.ANYTHING, Interrupts.WHOLE);
    }

    @Override
    protected void interrupt(long work, long part) {
        order(Orders.INTERRUPT, work, part);
    }

    @Override
    protected void expire(long work, long part) {
        order(Orders.EXPIRE, work, part);
    }

    @Override
    protected void halt(long work, long part) {
        order(Orders.HALT, work, part);
    }

    /// Sends an order about a piece of work.
    private void order(int kind, long work, long part) {
        try {
            byte[] frame =
                    Orders.frame(
                            kind,
                            out -> {
                                out.writeLong(work);
                                out.writeLong(part);
                            });
            synchronized (process) {
                Orders.send(process.getOutputStream(), frame);
            }
        } catch (IOException _) {
            // It has ended.
        }
    }

    /// Sends what [Mail] will hold there.
    @Override
    protected void mail(byte[] body) {
        try {
            byte[] frame = Orders.frame(Orders.MAIL, out -> out.write(body));
            synchronized (process) {
                Orders.send(process.getOutputStream(), frame);
            }
        } catch (IOException _) {
            // It has ended.
        }
    }

    @Override
    public void signal(int signal) {
        if (!isAlive()) {
            return;
        }
        if (signal == SIGTERM && mark() == 0) {
            // A JVM that is told to end while it boots writes an error of its own and exits with 1.
            // It
            // has run nothing yet that could end in order: so it is killed.
            early = signal;
            kill();
        } else if (signal == SIGKILL) {
            kill();
        } else {
            OperatingSystem.current().signal(pid(), signal);
        }
    }

    private void kill() {
        killed = true;
        process.destroyForcibly();
    }
}
