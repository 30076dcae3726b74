package dev.brood.local.manager;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.ManagerDiedException;
import dev.brood.local.channel.LocalQueue;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The server of a manager, for the process that has started it.
final class ServerProcess {
    private static final Duration DYING = Duration.ofSeconds(10);

    private final Managers managers;
    private final ChildProcess process;
    private final LocalQueue<byte[]> door;
    private final String name;
    private volatile boolean shutDown;

    ServerProcess(Managers managers, ChildProcess process, LocalQueue<byte[]> door, String name) {
        this.managers = managers;
        this.process = process;
        this.door = door;
        this.name = name;
        var _ = process.onExit().thenRun(door::end); // nobody is left to let anyone in
    }

    ChildProcess process() {
        return process;
    }

    /// Says that it is going to be told to end.
    void beginEnd() {
        shutDown = true;
    }

    /// Ends it, by force when the time is over. It was told to end.
    ///
    /// @return whether it ended by itself
    boolean end(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        boolean inOrder = false;
        try {
            inOrder = process.join(timeout);
        } catch (InterruptedException _) {
            interrupted = true;
        }
        if (!inOrder) {
            process.kill();
        }
        boolean _ = awaitEnd(DYING);
        door.end();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inOrder;
    }

    private boolean awaitEnd(Duration timeout) {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean ended = false;
        boolean over = false;
        while (!ended && !over) {
            try {
                ended = process.join(Duration.ofNanos(deadline - System.nanoTime()));
                over = !ended;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    /// Has this process forget the manager, which was shut down: a program may have one after the
    /// other for ever.
    void forget(LocalManager manager) {
        managers.forget(manager);
    }

    /// Says why the connection to it is at its end.
    ///
    /// @param died whether it has left its end without closing it
    /// @return null if it runs
    @Nullable RuntimeException explain(boolean died) {
        if (!shutDown && !awaitEnd(DYING)) {
            return null;
        }
        ExitStatus status = process.exitStatus().orElse(null);
        boolean inOrder = !died && (status == null || status.isSuccess());
        return shutDown || inOrder
                ? new ClosedException(
                        "manager '%s' (pid %d) was shut down".formatted(name, process.pid()))
                : new ManagerDiedException(name, process.pid(), status);
    }
}
