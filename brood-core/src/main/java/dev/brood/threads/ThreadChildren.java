package dev.brood.threads;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ProcessOptions;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Passage;
import dev.brood.local.process.Assignment;
import dev.brood.local.process.Binding;
import dev.brood.local.process.Children;
import dev.brood.local.process.Remains;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Children that are threads of this JVM.
final class ThreadChildren implements Children {
    private static final Duration GRACE = Duration.ofMillis(Long.getLong(GRACE_PROPERTY, 3000));
    private static final Duration DYING = Duration.ofSeconds(10);
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private final Tree tree;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<ThreadProcess, ChildProcess> living =
            new LinkedHashMap<>(); // guarded by itself
    private volatile boolean closed;

    ThreadChildren(Tree tree) {
        this.tree = tree;
        if (tree.isRoot()) { // the others did so when they joined the tree
            ThisProcess.tellAsRoot(tree);
        }
    }

    @Override
    public boolean areJvms() {
        return false;
    }

    @Override
    public void requirePossible(ProcessOptions options) {
        require(options.maxHeap() == null, "a heap of its own (maxHeap)");
        require(options.jvmFlags().isEmpty(), "JVM flags");
        require(options.environment().isEmpty(), "environment variables of its own");
        require(options.directory() == null, "a working directory of its own");
        require(options.systemProperties().isEmpty(), "system properties of its own");
    }

    private static void require(boolean possible, String what) {
        if (!possible) {
            throw new UnsupportedOperationException(
                    "a process that is a thread of this JVM can't have %s; one of Brood.local() can"
                            .formatted(what));
        }
    }

    @Override
    public ChildProcess start(ChildProcess process) {
        synchronized (process) {
            if (closed || tree.isClosing()) {
                throw new ClosedException(tree + " is closed; Brood.threads() opens another");
            }
            Assignment assignment = Assignment.of(process, number);
            requirePossible(assignment.options());
            Passage passage = Passage.begin();
            byte[] bytes;
            try (passage) {
                bytes = Codec.standard().toBytes("action", assignment.task());
            }
            ThreadProcess child = ThreadProcess.enter(tree, assignment, bytes);
            passage.handOver(child.pid());
            Binding.tie(process, child, assignment.options());
            register(child, process);
            child.start();
            return process;
        }
    }

    private void register(ThreadProcess child, ChildProcess process) {
        synchronized (living) {
            living.put(child, process);
        }
        child.whenRecovered(ended -> {
            synchronized (living) {
                living.remove(ended);
            }
        });
        if (closed) {
            child.signal(SIGKILL); // close() may not have seen it
        }
    }

    @Override
    public void interrupt(ChildProcess process, long work, long part) {
        ThreadProcess child = child(process);
        if (child != null) {
            child.interrupt(work, part);
        }
    }

    @Override
    public void expire(ChildProcess process, long work, long part) {
        ThreadProcess child = child(process);
        if (child != null) {
            child.context().expire(work, part);
        }
    }

    @Override
    public void halt(ChildProcess process, long work, long part) {
        ThreadProcess child = child(process);
        if (child != null) {
            child.context().halt(work, part);
        }
    }

    /// No one asks: what a process of another JVM must be told, one of this has.
    @Override
    public void mail(ChildProcess process, byte[] body) {
        throw new IllegalStateException(process + " asks for what it has");
    }

    @Override
    public void whenRecovered(ChildProcess process, Consumer<Remains> action) {
        ThreadProcess child = child(process);
        if (child == null) {
            action.accept(Remains.NONE);
        } else {
            child.whenRecovered(ended -> action.accept(ended.remains()));
        }
    }

    private @Nullable ThreadProcess child(ChildProcess process) {
        synchronized (living) {
            for (Map.Entry<ThreadProcess, ChildProcess> entry : living.entrySet()) {
                if (entry.getValue().equals(process)) {
                    return entry.getKey();
                }
            }
        }
        return null;
    }

    @Override
    public List<ChildProcess> active() {
        synchronized (living) {
            return new ArrayList<>(living.values());
        }
    }

    @Override
    public void kill() {
        signal(SIGKILL);
    }

    /// Sends all of them a signal.
    ///
    /// @return those it was sent to
    private List<ThreadProcess> signal(int signal) {
        List<ThreadProcess> all;
        synchronized (living) {
            all = new ArrayList<>(living.keySet());
        }
        all.forEach(child -> child.signal(signal));
        return all;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<ThreadProcess> ending = signal(SIGTERM);
        boolean interrupted = !awaitAll(ending, GRACE);
        ending.forEach(child -> child.signal(SIGKILL));
        interrupted |= !awaitAll(ending, DYING);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the end of all.
    ///
    /// @return false if interrupted
    private static boolean awaitAll(List<ThreadProcess> children, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (ThreadProcess child : children) {
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
