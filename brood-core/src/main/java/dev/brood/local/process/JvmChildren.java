package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Passage;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Children that are JVMs.
public final class JvmChildren implements Children {
    private static final Duration GRACE = Duration.ofMillis(Long.getLong(GRACE_PROPERTY, 3000));
    private static final Duration DYING = Duration.ofSeconds(10);
    private static final byte[] NO_REHEARSAL = {};
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    private final Tree tree;
    private final AotCache aot;
    private final Launcher launcher;
    private final Spares spares;
    private final Keeper keeper = new Keeper();
    private final ClassServer classServer;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Child, ChildProcess> living = new LinkedHashMap<>(); // guarded by itself
    private volatile boolean closed;

    /// Makes the children of a process, none so far.
    ///
    /// @param tree the tree
    /// @param practices classes of actions, each with a public constructor without parameters, that
    ///   spares practise so that they are fast when they are needed
    /// @param trainings more such classes, which are practised for the AOT cache only
    public JvmChildren(Tree tree, List<String> practices, List<String> trainings) {
        this.tree = tree;
        this.aot = new AotCache(Stream.concat(practices.stream(), trainings.stream()).toList());
        this.launcher = new Launcher(tree, aot);
        this.spares = new Spares(tree, launcher, practices);
        this.classServer = new ClassServer(tree.directory().path());
        if (tree.isRoot()) { // a child did so when it joined the tree
            OwnEnd.tellIn(tree);
        }
    }

    @Override
    public boolean areJvms() {
        return true;
    }

    @Override
    public void requirePossible(ProcessOptions options) {}

    @Override
    public ChildProcess start(ChildProcess process) {
        synchronized (process) {
            requireOpen();
            Assignment assignment = Assignment.of(process, number);
            Object task = assignment.task();
            Passage passage = Passage.begin();
            byte[] bytes;
            try (passage) {
                bytes = Codec.standard().toBytes("action", task);
            }
            ProcessOptions options = assignment.options();
            boolean daemon = assignment.isDaemon();
            Run run =
                    new Run(
                            assignment.name(),
                            daemon,
                            assignment.identity(),
                            shipsClasses(task),
                            SystemProperties.forChild(options.systemProperties()),
                            bytes);
            ProcessOptions kind = SpareKinds.of(options);
            Child child = kind == null ? null : handToSpare(kind, run);
            if (child == null) {
                child = launch(options, run);
            }
            passage.handOver(child.pid());
            Binding.tie(process, child, options);
            register(child, process, daemon);
            if (kind != null) {
                spares.asked(kind);
            }
            spares.expect(host(task), Codec.site(task));
            spares.refill();
            return process;
        }
    }

    /// Makes classes available to children that can't find them in files: those of the task's
    /// loader, and of the thread's, by which a program names what it is made of.
    ///
    /// @return whether the child has to ask for classes
    private boolean shipsClasses(Object task) {
        boolean ships = serve(task.getClass().getClassLoader());
        ships |= serve(Thread.currentThread().getContextClassLoader());
        return ships || classServer.isServing() || ThisProcess.shippedClasses();
    }

    private boolean serve(@Nullable ClassLoader loader) {
        if (loader == null || ClassServer.isOnClassPath(loader)) {
            return false;
        }
        if (!ThisProcess.shippedClasses()) { // else the root serves it
            try {
                classServer.serve(loader);
            } catch (IOException e) {
                throw new ProcessStartException(
                        "cannot give children the classes of %s: %s"
                                .formatted(loader, e.getMessage()),
                        e);
            }
        }
        return true;
    }

    private @Nullable Child handToSpare(ProcessOptions kind, Run run) {
        for (Child spare = spares.take(kind); spare != null; spare = spares.take(kind)) {
            try {
                spare.run(run);
                tree.roster().rename(spare.slot(), run.name);
                return spare;
            } catch (IOException _) {
                // It has died as a spare: the next.
            }
        }
        return null;
    }

    private Child launch(ProcessOptions options, Run run) {
        String name = run.name;
        Launcher.Started started;
        try {
            started = launcher.launch(name, options, Preload.NOTHING, NO_REHEARSAL).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        Child child = new Child(tree, started, name, options);
        try {
            child.run(run);
        } catch (IOException _) {
            // It has ended already, for a bad flag for instance: its exit says so.
        }
        child.watch();
        return child;
    }

    private void register(Child child, ChildProcess process, boolean daemon) {
        synchronized (living) {
            living.put(child, process);
        }
        if (!daemon) {
            keeper.add(child);
        }
        child.whenRecovered(ended -> {
            synchronized (living) {
                living.remove(ended);
            }
            keeper.remove(ended);
        });
        if (closed) {
            child.signal(SIGKILL); // close() may not have seen it
        }
    }

    /// Returns the name of the class whose code a task is.
    private static String host(Object task) {
        String name = task.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    @Override
    public void interrupt(ChildProcess process, long work, long part) {
        order(process, Orders.INTERRUPT, work, part);
    }

    @Override
    public void expire(ChildProcess process, long work, long part) {
        order(process, Orders.EXPIRE, work, part);
    }

    @Override
    public void halt(ChildProcess process, long work, long part) {
        order(process, Orders.HALT, work, part);
    }

    private void order(ChildProcess process, int kind, long work, long part) {
        Child found = child(process);
        if (found != null) {
            found.order(kind, work, part);
        }
    }

    @Override
    public void mail(ChildProcess process, byte[] body) {
        Child child = child(process);
        if (child != null) {
            child.mail(body);
        }
    }

    @Override
    public void whenRecovered(ChildProcess process, Consumer<Remains> action) {
        Child found = child(process);
        if (found == null) {
            action.accept(Remains.NONE);
        } else {
            found.whenRecovered(child -> action.accept(child.remains()));
        }
    }

    private @Nullable Child child(ChildProcess process) {
        synchronized (living) {
            for (Map.Entry<Child, ChildProcess> entry : living.entrySet()) {
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
        synchronized (living) {
            living.keySet().forEach(child -> child.signal(SIGKILL));
        }
    }

    private void requireOpen() {
        if (closed || tree.isClosing()) {
            throw new ClosedException(tree + " is closed; Brood.local() opens another");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Child> ending = new ArrayList<>(spares.close());
        synchronized (living) {
            ending.addAll(living.keySet());
            living.keySet().forEach(child -> child.signal(SIGTERM));
        }
        boolean interrupted = !awaitAll(ending, GRACE);
        ending.forEach(child -> child.signal(SIGKILL));
        interrupted |= !awaitAll(ending, DYING);
        launcher.close();
        classServer.close();
        aot.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for the end of all.
    ///
    /// @return false if interrupted
    private static boolean awaitAll(List<Child> children, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        for (Child child : children) {
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
