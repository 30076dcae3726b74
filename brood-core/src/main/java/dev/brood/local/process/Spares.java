package dev.brood.local.process;

import dev.brood.ProcessOptions;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// JVMs that have booted and wait for orders, so that a start need not wait for a JVM. There are
/// none until the first child was started; from then on each that is used is replaced, by one of a
/// kind that is asked for ([SpareKinds]).
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
    private final SpareKinds kinds = new SpareKinds(); // guarded by this
    private final Map<Child, ProcessOptions> waiting = new LinkedHashMap<>(); // guarded by this
    private final List<ProcessOptions> coming = new ArrayList<>(); // guarded by this
    private final Set<Child> leaving = new LinkedHashSet<>(); // guarded by this
    private final Set<String> classes = new LinkedHashSet<>(); // guarded by this
    private final Set<ByteBuffer> lambdas = new LinkedHashSet<>(); // guarded by this
    private boolean refilling; // guarded by this
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

    /// Takes a spare.
    ///
    /// @param kind how it must have been started
    /// @return null if there is none
    synchronized @Nullable Child take(ProcessOptions kind) {
        for (Map.Entry<Child, ProcessOptions> each : waiting.entrySet()) {
            if (each.getValue().equals(kind)) {
                waiting.remove(each.getKey());
                return each.getKey();
            }
        }
        return null;
    }

    /// Remembers that a child was started, so that there will be spares for more like it.
    ///
    /// @param kind what it was started with
    synchronized void asked(ProcessOptions kind) {
        kinds.asked(kind);
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

    /// Sees to it that what is missing is started, soon.
    synchronized void refill() {
        if (!closed && !refilling && !missing().isEmpty()) {
            refilling = true;
            launcher.later(PAUSE, this::bootMissing);
        }
    }

    private List<ProcessOptions> missing() {
        List<ProcessOptions> missing = kinds.wanted(wanted);
        waiting.values().forEach(missing::remove);
        coming.forEach(missing::remove);
        return missing;
    }

    private synchronized void bootMissing() {
        refilling = false;
        for (ProcessOptions kind : missing()) {
            if (!closed && coming.size() < wanted) {
                coming.add(kind);
                String name = JvmProperties.SPARE + ++number;
                CompletableFuture<?> _ =
                        launcher.launch(name, kind, preload(), Rehearsal.bytes())
                                .whenComplete((started, _) -> arrived(name, kind, started));
            }
        }
    }

    private void arrived(String name, ProcessOptions kind, Launcher.@Nullable Started started) {
        if (started == null) {
            synchronized (this) {
                coming.remove(kind); // it failed; the next start says why, or works
            }
            return;
        }
        Child child = new Child(tree, started, name, kind);
        synchronized (this) {
            coming.remove(kind);
            waiting.put(child, kind);
        }
        child.whenRecovered(this::ended);
        child.watch();
        dismissSurplus();
        refill(); // others may have been asked for meanwhile
    }

    /// Ends one if there are more than wanted: one that no one asks for any more, in whose place
    /// another has come. All, if they are closed.
    private synchronized void dismissSurplus() {
        List<ProcessOptions> wantedNow = closed ? List.of() : kinds.wanted(wanted);
        List<ProcessOptions> places = new ArrayList<>(wantedNow);
        for (Map.Entry<Child, ProcessOptions> each : List.copyOf(waiting.entrySet())) {
            if (!places.remove(each.getValue()) && waiting.size() > wantedNow.size()) {
                Child child = each.getKey();
                waiting.remove(child);
                leaving.add(child);
                child.signal(9);
            }
        }
    }

    /// A spare has ended: before it was used it is just gone, afterwards it is not one any more.
    private synchronized void ended(Child child) {
        waiting.remove(child);
        leaving.remove(child);
    }

    /// Ends all of them. They have nothing to lose.
    ///
    /// @return those that are ending
    synchronized List<Child> close() {
        closed = true;
        dismissSurplus();
        return List.copyOf(leaving);
    }
}
