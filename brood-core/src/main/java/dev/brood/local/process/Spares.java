package dev.brood.local.process;

import dev.brood.ProcessOptions;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// JVMs that have booted and wait for orders, so that a start need not wait for a JVM. There are
/// none until the first child was started; from then on each that is used is replaced.
///
/// The system property `brood.spares` says how many; by default as many as processors, two at most.
final class Spares {
    static final String PROPERTY = "brood.spares";

    private static final int MOST_BY_DEFAULT = 2;
    private static final int REMEMBERED = 8;

    /// How long those that were just given their orders have the processors to themselves before
    /// another JVM boots. A pool's workers start at once and use up the spares at once: without a
    /// pause those that come next would compete with the first tasks.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Tree tree;
    private final Launcher launcher;
    private final List<String> practices;
    private final int wanted;
    private final ArrayDeque<Child> waiting = new ArrayDeque<>(); // guarded by this
    private final Set<String> classes = new LinkedHashSet<>(); // guarded by this
    private final Set<ByteBuffer> lambdas = new LinkedHashSet<>(); // guarded by this
    private int coming; // guarded by this
    private int number; // guarded by this
    private boolean closed; // guarded by this

    Spares(Tree tree, Launcher launcher, List<String> practices) {
        this.practices = practices;
        this.tree = tree;
        this.launcher = launcher;
        this.wanted =
                Math.max(
                        0,
                        Integer.getInteger(
                                PROPERTY,
                                Math.min(
                                        MOST_BY_DEFAULT,
                                        Runtime.getRuntime().availableProcessors())));
    }

    /// Takes a spare that is alive.
    ///
    /// @return null if there is none
    synchronized @Nullable Child take() {
        return waiting.poll();
    }

    /// Remembers where an action comes from, so that spares get ready for more of the kind.
    ///
    /// @param className the class its code is in
    /// @param lambda where in it, if it is a lambda; else empty
    synchronized void expect(String className, byte[] lambda) {
        remember(classes, className);
        if (lambda.length > 0) {
            remember(lambdas, ByteBuffer.wrap(lambda));
        }
    }

    private static <T> void remember(Set<T> recent, T one) {
        recent.remove(one);
        recent.add(one);
        if (recent.size() > REMEMBERED) {
            recent.remove(recent.iterator().next());
        }
    }

    private Preload preload() {
        return new Preload(
                classes.toArray(String[]::new),
                lambdas.stream().map(ByteBuffer::array).toArray(byte[][]::new),
                practices.toArray(String[]::new));
    }

    /// Begins to start as many as are missing.
    synchronized void refill() {
        while (!closed && waiting.size() + coming < wanted) {
            coming++;
            String name = JvmProperties.SPARE + ++number;
            CompletableFuture<?> _ =
                    launcher.launch(
                                    PAUSE,
                                    name,
                                    ProcessOptions.DEFAULTS,
                                    preload(),
                                    Rehearsal.bytes())
                            .whenComplete((started, _) -> arrived(name, started));
        }
    }

    private void arrived(String name, Launcher.@Nullable Started started) {
        if (started == null) {
            synchronized (this) {
                coming--; // it failed; the next start says why, or works
            }
            return;
        }
        Child child = new Child(tree, started, name, ProcessOptions.DEFAULTS);
        boolean late;
        synchronized (this) {
            coming--;
            late = closed;
            if (!late) {
                waiting.add(child);
            }
        }
        child.whenRecovered(this::ended);
        child.watch();
        if (late) {
            child.signal(9);
        }
    }

    /// A spare has ended: before it was used it is just gone, afterwards it is not one any more.
    private synchronized void ended(Child child) {
        waiting.remove(child);
    }

    /// Ends all of them. They have nothing to lose.
    ///
    /// @return those that are ending
    synchronized List<Child> close() {
        closed = true;
        waiting.forEach(child -> child.signal(9));
        return List.copyOf(waiting);
    }
}
