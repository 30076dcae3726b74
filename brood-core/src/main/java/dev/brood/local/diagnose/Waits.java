package dev.brood.local.diagnose;

import dev.brood.Diagnosis.Access;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.Waiter;
import dev.brood.Diagnosis.Who;
import dev.brood.local.channel.PipeView;
import dev.brood.local.channel.QueueView;
import dev.brood.local.memory.CellId;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.WaitTable;
import dev.brood.local.sync.ObjectView;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the threads of a tree have written that they wait for, and hold; see [WaitTable].
final class Waits {
    private final Processes processes;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<CellId, List<Entry>> byObject = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    /// @param seen the entries; those of processes that have ended are left out
    Waits(Processes processes, List<WaitTable.Seen> seen) {
        this.processes = processes;
        seen.stream()
                .sorted(Comparator.comparingLong(WaitTable.Seen::sinceMillis))
                .forEach(this::add);
    }

    /// What a thread of a living process has written.
    record Entry(int pid, WaitTable.Seen seen) {
        boolean isOf(int otherPid, long threadId) {
            return pid == otherPid && seen.threadId() == threadId;
        }
    }

    private void add(WaitTable.Seen each) {
        Member member = processes.inSlot(each.slot());
        if (member != null && processes.isAlive(member)) {
            Entry entry = new Entry(member.pid(), each);
            entries.add(entry);
            byObject.computeIfAbsent(each.object(), _ -> new ArrayList<>()).add(entry);
            names.put(thread(member.pid(), each.threadId()), each.threadName());
        }
    }

    private static long thread(int pid, long threadId) {
        return (long) pid << 32 ^ threadId;
    }

    /// Returns all waits, those first that wait the longest.
    List<Entry> all() {
        return entries.stream().filter(each -> !each.seen().holds()).toList();
    }

    /// Returns who has written that he holds some of an object.
    List<Entry> holders(CellId object) {
        return byObject.getOrDefault(object, List.of()).stream()
                .filter(each -> each.seen().holds())
                .toList();
    }

    /// Names a thread, with its name if it waits.
    Who who(int pid, long threadId) {
        return processes.who(pid, threadId, names.getOrDefault(thread(pid, threadId), ""));
    }

    List<Waiter> of(ObjectView object) {
        return waits(object.cell().cell().id()).stream().map(each -> waiter(each, object)).toList();
    }

    List<Waiter> of(QueueView queue, Access access) {
        return waits(queue.cell().cell().id()).stream()
                .filter(each -> QueueView.accessOf(each.seen().amount()) == access)
                .map(each -> waiter(each, access, 1))
                .toList();
    }

    List<Waiter> of(PipeView pipe, int end, Access access) {
        return waits(pipe.cell().cell().id()).stream()
                .filter(each -> PipeView.endOf(each.seen().amount()) == end)
                .filter(each -> PipeView.accessOf(each.seen().amount()) == access)
                .map(each -> waiter(each, access, 1))
                .toList();
    }

    /// Returns who waits for the end of a process.
    List<Waiter> of(Member process) {
        return waits(WaitTable.endOf(process.pid())).stream().map(this::joiner).toList();
    }

    Waiter joiner(Entry entry) {
        return waiter(entry, Access.JOIN, 1);
    }

    private List<Entry> waits(CellId object) {
        return byObject.getOrDefault(object, List.of()).stream()
                .filter(each -> !each.seen().holds())
                .toList();
    }

    Waiter waiter(Entry entry, ObjectView object) {
        int amount = entry.seen().amount();
        return waiter(entry, object.accessOf(amount), object.kind() == Kind.SEMAPHORE ? amount : 1);
    }

    private Waiter waiter(Entry entry, Access access, int amount) {
        WaitTable.Seen seen = entry.seen();
        Instant until = seen.untilMillis() == 0 ? null : Instant.ofEpochMilli(seen.untilMillis());
        return new Waiter(
                who(entry.pid(), seen.threadId()),
                access,
                amount,
                Instant.ofEpochMilli(seen.sinceMillis()),
                until);
    }
}
