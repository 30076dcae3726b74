package dev.brood.local.manager;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.local.process.ThisProcess;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A child process of the server, for others to control.
///
/// @param process one that was started
record ProcessServant(ChildProcess process) implements ChildProcess.Control, Servant {
    @Override
    public Class<?> face() {
        return ChildProcess.Control.class;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public long parentPid() {
        return ThisProcess.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void join() throws InterruptedException {
        process.join();
    }

    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        return process.join(timeout);
    }

    @Override
    public void interrupt() {
        process.interrupt();
    }

    @Override
    public void signal(int signal) {
        process.signal(signal);
    }

    @Override
    public Optional<ExitStatus> exitStatus() {
        return process.exitStatus();
    }

    @Override
    public Optional<Throwable> failure() {
        return process.failure();
    }

    @Override
    public CompletableFuture<ExitStatus> onExit() {
        return process.onExit().thenApply(ended -> ended.exitStatus().orElseThrow());
    }
}
