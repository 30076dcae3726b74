package dev.brood.local.diagnose;

import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Hold;
import dev.brood.Diagnosis.Kind;
import dev.brood.local.channel.PipeView;
import dev.brood.local.channel.QueueView;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.TreeView;
import dev.brood.local.roster.WaitTable;
import dev.brood.local.sync.ObjectView;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All that was read of a tree at about one moment.
///
/// @param processes its processes
/// @param waits what their threads have written
/// @param objects its locks and the like
/// @param queues its queues
/// @param pipes its pipes
record Snapshot(
        Processes processes,
        Waits waits,
        List<ObjectView> objects,
        List<QueueView> queues,
        List<PipeView> pipes) {

    static Snapshot take(Path directory, TreeView tree, ArenaView arena) throws IOException {
        Processes processes = new Processes(tree.processes());
        Waits waits = new Waits(processes, WaitTable.read(arena));
        return new Snapshot(
                processes,
                waits,
                ObjectView.all(arena),
                QueueView.all(directory, arena),
                PipeView.all(directory, arena));
    }

    WaitGraph graph() {
        return new WaitGraph(this);
    }

    /// Returns who holds an object; by thread where the object or the thread itself says so.
    List<Hold> holds(ObjectView object) {
        List<Hold> holds = new ArrayList<>();
        for (ObjectView.Held held : object.holds()) {
            int pid = pid(held);
            if (pid == 0) {
                continue; // it is being recovered
            }
            if (object.kind() == Kind.READ_WRITE_LOCK) {
                addReadWrite(object, held, pid, holds);
            } else {
                holds.add(new Hold(waits.who(pid, held.threadId()), held.access(), held.amount()));
            }
        }
        return holds;
    }

    /// Adds the threads of a process that have said that they have it, and the rest of what the
    /// process has.
    private void addReadWrite(ObjectView object, ObjectView.Held held, int pid, List<Hold> holds) {
        int rest = held.access() == Access.WRITE ? 1 : held.amount();
        for (Waits.Entry each : waits.holders(object.cell().cell().id())) {
            if (each.pid() == pid) {
                holds.add(new Hold(waits.who(pid, each.seen().threadId()), held.access(), 1));
                rest--;
            }
        }
        if (rest > 0) {
            holds.add(new Hold(waits.who(pid, 0), held.access(), rest));
        }
    }

    /// Returns the process that holds something.
    ///
    /// @return its pid, 0 if it is not there any more
    int pid(ObjectView.Held held) {
        Member member = held.pid() != 0 ? null : processes.inSlot(held.slot());
        return member == null ? held.pid() : member.pid();
    }
}
