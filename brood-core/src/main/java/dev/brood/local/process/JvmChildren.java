package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Passage;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Children that are JVMs.
public final class JvmChildren extends StartedChildren<Child> {
    private static final byte[] NO_REHEARSAL = {};

    private final Tree tree;
    private final AotCache aot;
    private final Launcher launcher;
    private final Spares spares;
    private final Keeper keeper = new Keeper();
    private final ClassServer classServer;
    private final AtomicInteger number = new AtomicInteger();

    /// Makes the children of a process, none so far.
    ///
    /// @param tree the tree
    /// @param practices classes of actions, each with a public constructor without parameters, that
    ///   spares practise so that they are fast when they are needed
    /// @param trainings more such classes, which are practised for the AOT cache only
    public JvmChildren(Tree tree, List<String> practices, List<String> trainings) {
        super(tree);
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
    public ChildProcess start(ChildProcess process, Consumer<Remains> whenRecovered) {
        synchronized (process) {
            requireOpen("Brood.local()");
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
            if (!daemon) {
                keeper.add(child);
                child.whenRecovered(keeper::remove);
            }
            register(child, process, whenRecovered);
            if (kind != null) {
                spares.asked(kind);
            }
            expect(task);
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

    @Override
    public void expect(Object work) {
        spares.expect(host(work), Codec.site(work));
    }

    /// Returns the name of the class whose code a task is.
    private static String host(Object task) {
        String name = task.getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    @Override
    protected List<Child> endOthers() {
        return spares.close();
    }

    @Override
    protected void allEnded() {
        launcher.close();
        classServer.close();
        aot.close();
    }
}
