package dev.brood.local.diagnose;

import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.PipeEnd;
import dev.brood.Diagnosis.PipeState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.local.channel.PipeView;
import dev.brood.local.channel.RingView;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.TreeView;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads a tree's directory, of which this process need not be. Takes no lock, writes nothing, and
/// copes with what changes or goes meanwhile.
public final class TreeReader {
    /// For what needs no system calls of its own.
    private static final OperatingSystem SYSTEM = OperatingSystem.named("portable");

    private final Path directory;
    private final TreeView tree;
    private final ArenaView arena;

    private TreeReader(Path directory, TreeView tree, ArenaView arena) {
        this.directory = directory;
        this.tree = tree;
        this.arena = arena;
    }

    /// Looks at a tree.
    ///
    /// @param directory the tree's
    /// @return what there is to see
    /// @throws java.nio.file.NoSuchFileException if there is no tree in it (any more)
    /// @throws IOException if it can't be read
    /// @throws IllegalStateException if it is of another version of Brood; the message says so
    public static Diagnosis read(Path directory) throws IOException {
        try (TreeView tree = TreeView.open(directory);
                ArenaView arena = ArenaView.open(directory)) {
            return new TreeReader(directory, tree, arena).read();
        }
    }

    /// Returns whether a process lives.
    static boolean isAlive(Member member) {
        return SYSTEM.isAlive(member.pid(), member.startToken());
    }

    private Diagnosis read() throws IOException {
        Snapshot snapshot = Snapshot.take(directory, tree, arena);
        List<Cycle> cycles = snapshot.graph().cycles();
        if (!cycles.isEmpty()) {
            // A wait that was there both times was there in between, with all it held.
            cycles = snapshot.graph().cyclesAlsoIn(Snapshot.take(directory, tree, arena).graph());
        }
        return new Diagnosis(
                directory.getFileName().toString(),
                directory.toString(),
                tree.rootPid(),
                SYSTEM.isAlive(tree.rootPid(), tree.rootStartToken()),
                Instant.now(),
                processes(snapshot),
                queues(snapshot),
                pipes(snapshot),
                locks(snapshot),
                cycles);
    }

    private static List<ProcessState> processes(Snapshot snapshot) {
        List<ProcessState> found = new ArrayList<>();
        for (TreeView.Seen each : snapshot.processes().all()) {
            Member member = each.member();
            found.add(snapshot.processes().state(member, snapshot.waits().of(member)));
        }
        return found;
    }

    private static List<QueueState> queues(Snapshot snapshot) {
        Waits waits = snapshot.waits();
        return snapshot.queues().stream()
                .map(each ->
                        new QueueState(
                                each.cell().cell().id().toString(),
                                each.name(),
                                each.ring().capacity(),
                                each.ring().size(),
                                each.ring().isClosed(),
                                snapshot.processes().maker(each.cell()),
                                waits.of(each, Access.PUT),
                                waits.of(each, Access.TAKE),
                                waits.of(each, Access.JOIN),
                                each.ring().putting(),
                                each.ring().taking(),
                                each.ring().joining()))
                .toList();
    }

    private static List<PipeState> pipes(Snapshot snapshot) {
        return snapshot.pipes().stream()
                .map(each ->
                        new PipeState(
                                each.cell().cell().id().toString(),
                                each.name(),
                                snapshot.processes().maker(each.cell()),
                                end(snapshot, each, 0),
                                end(snapshot, each, 1)))
                .toList();
    }

    private static PipeEnd end(Snapshot snapshot, PipeView pipe, int number) {
        PipeView.End end = pipe.ends().get(number);
        RingView in = end.in();
        RingView out = end.out();
        String leaver = end.leaver();
        return new PipeEnd(
                snapshot.processes().inSlots(end.holders()),
                leaver == null ? "" : leaver,
                in != null,
                out != null,
                in == null ? 0 : in.size(),
                in == null ? 0 : in.bytes(),
                in == null ? 0 : in.area(),
                snapshot.waits().of(pipe, number, Access.SEND),
                snapshot.waits().of(pipe, number, Access.RECEIVE),
                out == null ? 0 : out.putting(),
                in == null ? 0 : in.taking());
    }

    private static List<LockState> locks(Snapshot snapshot) {
        return snapshot.objects().stream()
                .map(each ->
                        new LockState(
                                each.cell().cell().id().toString(),
                                each.kind(),
                                each.name(),
                                each.state(),
                                snapshot.processes().maker(each.cell()),
                                snapshot.holds(each),
                                snapshot.waits().of(each),
                                each.waiting()))
                .toList();
    }
}
