package dev.brood.local.diagnose;

import dev.brood.Diagnosis.Activity;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.Waiter;
import dev.brood.Diagnosis.Who;
import dev.brood.local.memory.CellView;
import dev.brood.local.os.ProcessUsage;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.TreeView;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The processes of a tree at one moment, by their pids and by their entries in the roster.
final class Processes {
    private final List<TreeView.Seen> all;
    private final Map<Integer, TreeView.Seen> bySlot = new LinkedHashMap<>();
    private final Map<Integer, Member> byPid = new LinkedHashMap<>();
    private final Set<Integer> living = new HashSet<>();

    Processes(List<TreeView.Seen> seen) {
        this.all =
                seen.stream()
                        .sorted(Comparator.comparingLong(each -> each.member().bornMillis()))
                        .toList();
        for (TreeView.Seen each : all) {
            bySlot.put(each.member().slot(), each);
            byPid.put(each.member().pid(), each.member());
            if (TreeReader.isAlive(each.member())) {
                living.add(each.member().slot());
            }
        }
    }

    /// Returns them in the order in which they were started.
    List<TreeView.Seen> all() {
        return all;
    }

    /// Returns the process of an entry.
    @Nullable Member inSlot(int slot) {
        TreeView.Seen found = bySlot.get(slot);
        return found == null ? null : found.member();
    }

    /// Names the living processes of some entries.
    List<Who> inSlots(List<Integer> slots) {
        return slots.stream()
                .filter(living::contains)
                .map(slot -> Objects.requireNonNull(bySlot.get(slot)).member())
                .map(member -> who(member.pid(), 0, ""))
                .toList();
    }

    /// Returns whether the process of an entry lives.
    boolean isAlive(Member member) {
        return living.contains(member.slot());
    }

    /// Names a thread of a process.
    Who who(int pid, long threadId, String thread) {
        Member member = byPid.get(pid);
        return new Who(pid, member == null ? "" : member.name(), threadId, thread);
    }

    /// Returns who has made what is in a cell, if that process is still there.
    @Nullable Who maker(CellView cell) {
        TreeView.Seen found = bySlot.get(cell.maker());
        return found == null || found.generation() % CellView.STAMPS != cell.stamp()
                ? null
                : who(found.member().pid(), 0, "");
    }

    /// Asks the system about a process.
    ProcessState state(Member member, List<Waiter> joins) {
        ProcessUsage usage = ProcessUsage.of(member.pid());
        boolean isAlive = isAlive(member);
        Activity activity =
                !isAlive
                        ? Activity.ENDED
                        : switch (usage.state()) {
                            case 'R' -> Activity.RUNNING;
                            case 'S', 'D', 'I' -> Activity.SLEEPING;
                            case 'T', 't' -> Activity.STOPPED;
                            default -> Activity.UNKNOWN;
                        };
        return new ProcessState(
                member.pid(),
                member.parentPid(),
                member.name(),
                activity,
                Instant.ofEpochMilli(member.bornMillis()),
                isAlive ? usage.cpu() : null,
                isAlive ? usage.residentBytes() : -1,
                isAlive ? usage.proportionalBytes() : -1,
                joins);
    }
}
