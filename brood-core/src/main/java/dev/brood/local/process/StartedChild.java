package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.local.os.Deadline;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A child as the process sees it that has started it: its end, and how others wait for that.
///
/// @param <C> what it is
public abstract class StartedChild<C extends StartedChild<C>> implements ChildProcess.Control {
    private final Tree tree;
    private final CompletableFuture<C> recovered = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;

    /// Makes a child of a process.
    ///
    /// @param tree as its parent sees it
    protected StartedChild(Tree tree) {
        this.tree = tree;
    }

    /// Returns the tree as its parent sees it.
    ///
    /// @return the tree
    protected final Tree tree() {
        return tree;
    }

    /// Tells all who wait that it has ended.
    ///
    /// @param self this
    /// @param status how
    /// @param thrown what its action threw, if it did
    protected final void end(C self, ExitStatus status, @Nullable Throwable thrown) {
        failure = thrown;
        recovered.complete(self);
        exit.complete(status);
    }

    /// Interrupts it at a piece of work; see [Children#interrupt].
    ///
    /// @param work the number of the work
    /// @param part which part of it
    protected abstract void interrupt(long work, long part);

    /// Interrupts it when it has told where it is; see [Children#expire].
    ///
    /// @param work the number of the work
    /// @param part which part of it
    protected abstract void expire(long work, long part);

    /// Ends it by its own hand at a piece of work; see [Children#halt].
    ///
    /// @param work the number of the work
    /// @param part which part of it
    protected abstract void halt(long work, long part);

    /// Answers what it has asked; see [Children#mail].
    ///
    /// @param body the answer
    protected abstract void mail(byte[] body);

    /// Returns what is known of its death.
    ///
    /// @return what there is, when it has been recovered
    protected abstract Remains remains();

    /// Runs something when it has ended and was recovered, before anyone else is told.
    ///
    /// @param action what to run
    final void whenRecovered(java.util.function.Consumer<C> action) {
        CompletableFuture<?> _ = recovered.thenAccept(action);
    }

    @Override
    public final long parentPid() {
        return tree.pid();
    }

    @Override
    public final boolean isAlive() {
        return !exit.isDone();
    }

    @Override
    public final void join() throws InterruptedException {
        boolean _ = join(Deadline.NEVER);
    }

    @Override
    public final boolean join(Duration timeout) throws InterruptedException {
        return join(Deadline.after(timeout));
    }

    private boolean join(long deadline) throws InterruptedException {
        WaitTable.Wait told =
                exit.isDone() || Deadline.remaining(deadline) <= 0
                        ? null
                        : tree.waits().begin(WaitTable.endOf(pid()), 1, deadline);
        try {
            exit.get(Math.max(0, Deadline.remaining(deadline)), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException _) {
            return exit.isDone();
        } catch (ExecutionException | CancellationException e) {
            throw new AssertionError("the exit of a process neither fails nor is cancelled", e);
        } finally {
            if (told != null) {
                told.close();
            }
        }
    }

    @Override
    public final Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(exit.getNow(null));
    }

    @Override
    public final Optional<Throwable> failure() {
        return exit.isDone() ? Optional.ofNullable(failure) : Optional.empty();
    }

    @Override
    public final CompletableFuture<ExitStatus> onExit() {
        return exit.copy();
    }
}
