package dev.brood.local.channel;

import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Waitable;
import dev.brood.local.memory.Spin;
import dev.brood.local.memory.WaitPoint;
import dev.brood.local.memory.WaitSet;
import dev.brood.local.net.Belled;
import dev.brood.local.os.Deadline;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;
import dev.brood.local.roster.WaitTable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;

/// One wait for several things; see [Connection#anyReady(Collection, Duration)].
///
/// Each thing with a wait point of its own is waited for there; the end of a process, and what
/// comes to a socket, rings the bell of this process ([WaitSet#ring]). Whoever is woken here takes
/// nothing, so at each point it passes on what another may be waiting for.
public final class Readiness {
    /// The processes at whose end the bell will be rung.
    private static final Set<ChildProcess> BELLED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private static final Spin SPIN = new Spin();

    /// Of how many things to tell those who look that they are waited for: the table of waits is
    /// for other threads too.
    private static final int MOST_TOLD = 8;

    /// The portable one if any tree concerned is: it sees what the kernel's would be woken for, but
    /// not the other way round.
    private OperatingSystem system;

    private final List<Watch> watches = new ArrayList<>();

    /// Something that is waited for.
    ///
    /// @param ring what it is to receive from; null for what rings the bell
    /// @param end to be called once it is not waited for any more
    private record Watch(
            Waitable thing, @Nullable BlockingRing ring, BooleanSupplier ready, Runnable end) {
        /// Returns where to wait; null for what rings the bell.
        @Nullable WaitPoint point() {
            return ring == null ? null : ring.notEmpty();
        }
    }

    private Readiness(OperatingSystem system) {
        this.system = system;
    }

    /// Waits until some things are ready.
    ///
    /// @param <T> what they are
    /// @param system how this process waits, where its trees say nothing else
    /// @param things connections, queues and processes
    /// @param timeout how long to wait
    /// @return those that are ready
    /// @throws InterruptedException if interrupted while waiting
    @SuppressWarnings("unchecked") // what comes out went in
    public static <T extends Waitable> List<T> await(
            OperatingSystem system, Collection<? extends T> things, Duration timeout)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Readiness readiness = new Readiness(system);
        try {
            things.forEach(readiness::add);
            return (List<T>) readiness.await(Deadline.after(timeout));
        } finally {
            readiness.watches.forEach(watch -> watch.end().run());
        }
    }

    private void add(Waitable thing) {
        watches.add(
                switch (thing) {
                    case LocalConnection connection -> watchOf(connection);
                    case LocalQueue<?> queue -> watchOf(queue);
                    case GoneQueue<?> queue -> new Watch(queue, null, () -> true, () -> {});
                    case ChildProcess process -> watchOf(process);
                    case Belled belled -> watchOf(belled);
                    default ->
                            throw new IllegalArgumentException(
                                    "can wait for connections, queues, child processes and"
                                            + " listeners of this machine, not for "
                                            + thing);
                });
    }

    private Watch watchOf(LocalConnection connection) {
        use(connection.end().tree().system());
        connection.watch();
        return new Watch(connection, connection.in(), connection::isReady, connection::unwatch);
    }

    private Watch watchOf(LocalQueue<?> queue) {
        QueueMemory memory = queue.memory();
        use(memory.system());
        if (!memory.tryEnter()) {
            return new Watch(queue, null, () -> true, () -> {}); // it has ended
        }
        Ring ring = memory.ring();
        return new Watch(
                queue,
                queue.blocking(),
                () -> !ring.looksEmpty() || ring.closedBy() != 0,
                memory::leave);
    }

    private static Watch watchOf(Belled belled) {
        belled.watch();
        return new Watch(belled, null, belled::isReady, belled::unwatch);
    }

    private void use(OperatingSystem other) {
        if (other.name().equals("portable")) {
            system = other;
        }
    }

    private Watch watchOf(ChildProcess process) {
        if (process.state() == ChildProcess.State.NEW) {
            throw new IllegalStateException(process + " was not started: it will never end");
        }
        if (process.isAlive() && BELLED.add(process)) {
            var _ = process.onExit().thenRun(() -> WaitSet.ring(OperatingSystem.current()));
        }
        return new Watch(process, null, () -> !process.isAlive(), () -> {});
    }

    private List<Waitable> await(long deadline) throws InterruptedException {
        List<Waitable> ready = spin(deadline);
        if (ready.isEmpty() && Deadline.remaining(deadline) > 0) {
            List<WaitTable.Wait> told = tell(deadline);
            try {
                ready = sleep(deadline);
            } finally {
                told.forEach(WaitTable.Wait::close);
            }
        }
        return ready;
    }

    /// Writes what is waited for, but for processes: who waits for one thing of many is not stuck
    /// if that never comes.
    private List<WaitTable.Wait> tell(long deadline) {
        Map<Tree, List<WaitTable.Wish>> wishes = new LinkedHashMap<>();
        for (Watch watch : watches.subList(0, Math.min(watches.size(), MOST_TOLD))) {
            BlockingRing ring = watch.ring();
            WaitTable.Wish wish = ring == null ? null : ring.wish();
            if (ring != null && wish != null) {
                wishes.computeIfAbsent(ring.tree(), _ -> new ArrayList<>()).add(wish);
            }
        }
        List<WaitTable.Wait> told = new ArrayList<>();
        wishes.forEach((tree, here) -> {
            WaitTable.Wait wait = tree.waits().begin(here, deadline);
            if (wait != null) {
                told.add(wait);
            }
        });
        return told;
    }

    private List<Waitable> spin(long deadline) {
        List<Waitable> ready = ready();
        boolean mayWait = ready.isEmpty() && Deadline.remaining(deadline) > 0;
        int limit = mayWait ? SPIN.limit() / (watches.size() + 1) : 0;
        for (int i = 0; i < limit; i++) {
            Thread.onSpinWait();
            ready = ready();
            if (!ready.isEmpty()) {
                SPIN.succeededAfter(i);
                return ready;
            }
        }
        if (limit > 0) {
            SPIN.failed();
        }
        return ready;
    }

    private List<Waitable> sleep(long deadline) throws InterruptedException {
        List<WaitPoint> points = new ArrayList<>();
        for (Watch watch : watches) {
            if (watch.point() != null) {
                points.add(watch.point());
            }
        }
        WaitSet set = new WaitSet(system, points);
        while (true) {
            List<Waitable> ready;
            set.enter();
            try {
                ready = ready();
                if (ready.isEmpty()) {
                    set.await(deadline);
                    ready = ready();
                }
            } finally {
                set.leave();
            }
            if (Thread.interrupted()) {
                passOn();
                throw new InterruptedException();
            }
            if (!ready.isEmpty() || Deadline.remaining(deadline) <= 0) {
                passOn();
                return ready;
            }
        }
    }

    private List<Waitable> ready() {
        List<Waitable> ready = List.of();
        for (Watch watch : watches) {
            if (watch.ready().getAsBoolean()) {
                ready = ready.isEmpty() ? new ArrayList<>() : ready;
                ready.add(watch.thing());
            }
        }
        return ready;
    }

    /// Wakes others where there is something that this thread may have been woken for.
    private void passOn() {
        for (Watch watch : watches) {
            if (watch.point() != null && watch.ready().getAsBoolean()) {
                watch.point().signal(1);
            }
        }
    }
}
