package dev.brood.local.diagnose;

import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.Link;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.WaitTable;
import dev.brood.local.sync.ObjectView;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who waits for whom. A node is a thread that waits; an edge leads from it to a thread that waits
/// too and holds what it waits for.
///
/// | waits for | edges to | certain |
/// |---|---|---|
/// | a lock | the thread that holds it | yes, the lock says which |
/// | a read-write lock | the threads that hold it, each of which has written so before it slept; who waits behind a writer waits for the same as that | yes |
/// | a semaphore, all of whose permits that are out one *other* process has | all threads of that process | no: any of its threads may give them back |
/// | the end of a process | its main thread, the one that runs what it was started for | yes: it can't end by itself before that returns. That another thread of it calls [System#exit], or anyone kills it, is a way out of any deadlock |
/// | | its other threads that are not daemons | no: it does not end before them either, but its main thread moves and may exit |
///
/// Daemons don't keep a process, and threads of a root are never its main thread: what that was
/// started for is not known. Conditions, events, latches, barriers, queues and pipes have no holder
/// that one could wait for.
final class WaitGraph {
    private final Snapshot snapshot;
    private final List<Waits.Entry> nodes;
    private final Map<CellId, ObjectView> objects = new HashMap<>();
    private final Map<Waits.Entry, List<Waits.Entry>> certain = new HashMap<>();
    private final Map<Waits.Entry, List<Waits.Entry>> possible = new HashMap<>();

    WaitGraph(Snapshot snapshot) {
        this.snapshot = snapshot;
        this.nodes = snapshot.waits().all();
        for (ObjectView each : snapshot.objects()) {
            objects.put(each.cell().cell().id(), each);
        }
        for (Waits.Entry node : nodes) {
            ObjectView object = objects.get(node.seen().object());
            if (object != null) {
                connect(node, object);
            } else if (node.seen().process() != 0) {
                connectToThreads(node);
            }
        }
    }

    private void connectToThreads(Waits.Entry node) {
        for (Waits.Entry hold : snapshot.waits().holders(node.seen().object())) {
            boolean isMain = hold.seen().amount() == WaitTable.MAIN_THREAD;
            for (Waits.Entry other : nodes) {
                if (hold.pid() == node.seen().process()
                        && other.isOf(hold.pid(), hold.seen().threadId())) {
                    add(possible, node, other);
                    if (isMain) {
                        add(certain, node, other);
                    }
                }
            }
        }
    }

    private void connect(Waits.Entry node, ObjectView object) {
        for (Waits.Entry other : nodes) {
            switch (object.kind()) {
                case LOCK -> {
                    for (ObjectView.Held held : object.holds()) {
                        if (other.isOf(held.pid(), held.threadId())) {
                            add(certain, node, other);
                        }
                    }
                }
                case READ_WRITE_LOCK -> {
                    if (!other.equals(node)
                            && hasWritten(object, other)
                            && isShutTo(object, node)) {
                        add(certain, node, other);
                    }
                }
                case SEMAPHORE -> {
                    if (isBlockedBy(object, node, other.pid())) {
                        add(possible, node, other);
                    }
                }
                case CONDITION, EVENT, LATCH, BARRIER, PROCESS -> {
                    return;
                }
            }
        }
        certain.getOrDefault(node, List.of()).forEach(other -> add(possible, node, other));
    }

    private static void add(
            Map<Waits.Entry, List<Waits.Entry>> edges, Waits.Entry from, Waits.Entry to) {
        edges.computeIfAbsent(from, _ -> new ArrayList<>()).add(to);
    }

    private boolean hasWritten(ObjectView object, Waits.Entry thread) {
        return snapshot.waits().holders(object.cell().cell().id()).stream()
                .anyMatch(each -> each.isOf(thread.pid(), thread.seen().threadId()));
    }

    /// Returns whether one who waits for a read-write lock can't have it: else he was just let in.
    private boolean isShutTo(ObjectView lock, Waits.Entry node) {
        return lock.accessOf(node.seen().amount()) == Access.WRITE
                || lock.holds().stream().anyMatch(each -> each.access() == Access.WRITE)
                || nodes.stream()
                        .anyMatch(each ->
                                each.seen().object().equals(node.seen().object())
                                        && lock.accessOf(each.seen().amount()) == Access.WRITE);
    }

    private boolean isBlockedBy(ObjectView semaphore, Waits.Entry node, int pid) {
        return semaphore.available() < node.seen().amount()
                && semaphore.holds().size() == 1
                && snapshot.pid(semaphore.holds().getFirst()) == pid
                && node.pid() != pid;
    }

    /// Returns the circles there are, of each thread one.
    List<Cycle> cycles() {
        return paths().stream().map(this::cycle).toList();
    }

    /// Returns the circles that are in another graph too, by the very same waits.
    List<Cycle> cyclesAlsoIn(WaitGraph later) {
        Set<List<String>> there = new HashSet<>();
        later.paths().forEach(path -> there.add(path.places()));
        return paths().stream()
                .filter(path -> there.contains(path.places()))
                .map(this::cycle)
                .toList();
    }

    /// A circle, beginning with the one who has waited for the longest time.
    private record Path(boolean isCertain, List<Waits.Entry> nodes) {
        List<String> places() {
            return nodes.stream().map(node -> node.seen().place()).toList();
        }
    }

    private List<Path> paths() {
        List<Path> found = new ArrayList<>();
        Set<Waits.Entry> told = new HashSet<>();
        for (boolean sure : List.of(true, false)) {
            for (Waits.Entry node : nodes) {
                List<Waits.Entry> path =
                        told.contains(node) ? List.of() : around(node, sure ? certain : possible);
                if (!path.isEmpty() && Collections.disjoint(path, told)) {
                    found.add(new Path(sure, path));
                    told.addAll(path);
                }
            }
        }
        return found;
    }

    /// Returns the shortest way from a node back to it, empty if there is none.
    private static List<Waits.Entry> around(
            Waits.Entry start, Map<Waits.Entry, List<Waits.Entry>> edges) {
        Map<Waits.Entry, Waits.Entry> from = new HashMap<>();
        Deque<Waits.Entry> left = new ArrayDeque<>(List.of(start));
        while (!left.isEmpty()) {
            Waits.Entry node = left.remove();
            for (Waits.Entry next : edges.getOrDefault(node, List.of())) {
                if (next.equals(start)) {
                    List<Waits.Entry> path = new ArrayList<>(List.of(node));
                    while (!path.getFirst().equals(start)) {
                        path.addFirst(from.get(path.getFirst()));
                    }
                    return path;
                }
                if (from.putIfAbsent(next, node) == null) {
                    left.add(next);
                }
            }
        }
        return List.of();
    }

    private Cycle cycle(Path path) {
        List<Link> links = new ArrayList<>();
        for (Waits.Entry node : path.nodes()) {
            ObjectView object = objects.get(node.seen().object());
            links.add(object == null ? linkToProcess(node) : link(node, object));
        }
        return new Cycle(path.isCertain(), links);
    }

    private Link link(Waits.Entry node, ObjectView object) {
        return new Link(
                snapshot.waits().waiter(node, object),
                object.cell().cell().id().toString(),
                object.kind(),
                object.name());
    }

    private Link linkToProcess(Waits.Entry node) {
        int pid = node.seen().process();
        if (pid == 0) {
            throw new IllegalStateException("an edge leads from what waits for nothing known");
        }
        return new Link(
                snapshot.waits().joiner(node),
                Integer.toString(pid),
                Kind.PROCESS,
                snapshot.processes().who(pid, 0, "").process());
    }
}
