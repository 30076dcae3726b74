package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The children that a process has started and that have not ended: finds the one that an order is
/// for, and ends all. Only how they are started differs.
///
/// @param <C> what they are
public abstract class StartedChildren<C extends StartedChild<C>> implements Children {
    private static final Duration GRACE = Duration.ofMillis(Long.getLong(GRACE_PROPERTY, 3000));
    private static final Duration DYING = Duration.ofSeconds(10);
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private final Tree tree;
    private final Map<C, ChildProcess> living = new LinkedHashMap<>(); // guarded by itself
    private volatile boolean closed;

    /// Makes the children of a process, none so far.
    ///
    /// @param tree as the process sees it
    protected StartedChildren(Tree tree) {
        this.tree = tree;
    }

    /// Refuses to start more when they are closed.
    ///
    /// @param opener what opens others, for the message
    /// @throws ClosedException if they or their tree are closed
    protected final void requireOpen(String opener) {
        if (closed || tree.isClosing()) {
            throw new ClosedException(tree + " is closed; " + opener + " opens another");
        }
    }

    /// Counts a child among the living until it has ended. Kills it if they were closed meanwhile.
    ///
    /// @param child just started
    /// @param process what its program knows it by
    /// @param whenRecovered given what is known of its death
    protected final void register(C child, ChildProcess process, Consumer<Remains> whenRecovered) {
        synchronized (living) {
            living.put(child, process);
        }
        child.whenRecovered(ended -> {
            synchronized (living) {
                living.remove(ended);
            }
            whenRecovered.accept(ended.remains());
        });
        if (closed) {
            child.signal(SIGKILL); // close() may not have seen it
        }
    }

    /// Those that need not be ready for anything do not care.
    @Override
    public void expect(Object work) {}

    @Override
    public final void interrupt(ChildProcess process, long work, long part) {
        C child = child(process);
        if (child != null) {
            child.interrupt(work, part);
        }
    }

    @Override
    public final void expire(ChildProcess process, long work, long part) {
        C child = child(process);
        if (child != null) {
            child.expire(work, part);
        }
    }

    @Override
    public final void halt(ChildProcess process, long work, long part) {
        C child = child(process);
        if (child != null) {
            child.halt(work, part);
        }
    }

    @Override
    public final void mail(ChildProcess process, byte[] body) {
        C child = child(process);
        if (child != null) {
            child.mail(body);
        }
    }

    private @Nullable C child(ChildProcess process) {
        synchronized (living) {
            for (Map.Entry<C, ChildProcess> entry : living.entrySet()) {
                if (entry.getValue().equals(process)) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }

    @Override
    public final List<ChildProcess> active() {
        synchronized (living) {
            return new ArrayList<>(living.values());
        }
    }

    @Override
    public final void kill() {
        var _ = signal(SIGKILL);
    }

    /// Sends all of them a signal.
    ///
    /// @return those it was sent to
    private List<C> signal(int signal) {
        List<C> all;
        synchronized (living) {
            all = new ArrayList<>(living.keySet());
        }
        all.forEach(child -> child.signal(signal));
        return all;
    }

    /// Begins to end those that no program knows.
    ///
    /// @return those that are ending
    protected List<C> endOthers() {
        return List.of();
    }

    /// Gives back what they were started with, when there are none any more.
    protected void allEnded() {}

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<C> ending = new ArrayList<>(endOthers());
        ending.addAll(signal(SIGTERM));
        boolean interrupted = !awaitAll(ending, GRACE);
        ending.forEach(child -> child.signal(SIGKILL));
        interrupted |= !awaitAll(ending, DYING);
        allEnded();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the end of all.
    ///
    /// @return false if interrupted
    private static boolean awaitAll(List<? extends StartedChild<?>> children, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (StartedChild<?> child : children) {
            try {
                child.join(Duration.ofNanos(end - System.nanoTime()));
            } catch (InterruptedException _) {
                interrupted = true;
                children.forEach(each -> each.signal(SIGKILL));
            }
        }
        return !interrupted;
    }
}
