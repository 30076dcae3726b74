package dev.brood;

import dev.brood.Diagnosis.Activity;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.Hold;
import dev.brood.Diagnosis.Kind;
import dev.brood.Diagnosis.Link;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.PipeEnd;
import dev.brood.Diagnosis.PipeState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.Diagnosis.Waiter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A [Diagnosis] for people.
final class DiagnosisText {
    private static final int MOST_WAITS = 8;
    private static final int LONGEST_CELL = 60;

    private final Diagnosis seen;
    private final int columns;
    private final StringBuilder text = new StringBuilder();

    DiagnosisText(Diagnosis seen, int columns) {
        this.seen = seen;
        this.columns = columns;
    }

    String text() {
        line(
                "tree %s: %s%s"
                        .formatted(
                                seen.tree(),
                                count(seen.processes().size(), "process", "processes"),
                                seen.isRootAlive()
                                        ? ""
                                        : "; its root (pid " + seen.rootPid() + ") is dead"));
        if (seen.processes().stream().allMatch(each -> each.activity() == Activity.ENDED)) {
            line("no process of it lives; './brood clean' removes what it left");
            return text.toString();
        }
        processes();
        queues();
        pipes();
        locks();
        for (Cycle cycle : seen.cycles()) {
            line("");
            cycle(cycle).lines().forEach(this::line);
        }
        return text.toString();
    }

    private void processes() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PID", "PARENT", "NAME", "STATE", "AGE", "CPU", "RSS", "PSS"));
        for (ProcessState each : seen.processes()) {
            Duration cpu = each.cpu();
            rows.add(
                    List.of(
                            Long.toString(each.pid()),
                            each.parentPid() == 0 ? "-" : Long.toString(each.parentPid()),
                            each.name(),
                            each.activity().name().toLowerCase(Locale.ROOT),
                            time(age(each.born())),
                            cpu == null ? "?" : time(cpu),
                            bytes(each.residentBytes()),
                            bytes(each.proportionalBytes())));
        }
        table(rows, index -> joins(seen.processes().get(index)));
    }

    private List<String> joins(ProcessState process) {
        List<String> notes = new ArrayList<>();
        for (Waiter each : process.joins().stream().limit(MOST_WAITS).toList()) {
            notes.add(
                    "%s waits for process '%s' (pid %d), for %s now%s"
                            .formatted(
                                    each.who(),
                                    process.name(),
                                    process.pid(),
                                    time(age(each.since())),
                                    end(each)));
        }
        int more = process.joins().size() - notes.size();
        if (more > 0) {
            notes.add("and " + more + " more");
        }
        return notes;
    }

    private void queues() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("QUEUE", "ITEMS", "PUTTING", "TAKING", "JOINING", "MADE BY"));
        for (QueueState each : seen.queues()) {
            Diagnosis.Who maker = each.maker();
            rows.add(
                    List.of(
                            each.name(),
                            each.size()
                                    + " of "
                                    + each.capacity()
                                    + (each.isClosed() ? ", closed" : ""),
                            Integer.toString(each.putting()),
                            Integer.toString(each.taking()),
                            Integer.toString(each.joining()),
                            maker == null ? "a process that has ended" : maker.toString()));
        }
        table(
                rows,
                index -> {
                    QueueState queue = seen.queues().get(index);
                    List<String> notes = waits(queue.puts(), queue.putting());
                    notes.addAll(waits(queue.takes(), queue.taking()));
                    notes.addAll(waits(queue.joins(), queue.joining(), queue.name()));
                    return notes;
                });
    }

    private void pipes() {
        List<List<String>> rows = new ArrayList<>();
        List<PipeEnd> ends = new ArrayList<>();
        rows.add(List.of("PIPE", "END", "TO RECEIVE", "SENDING", "RECEIVING", "HELD BY"));
        for (PipeState each : seen.pipes()) {
            rows.add(row(each.name(), "first", each.first()));
            rows.add(row(each.name(), "second", each.second()));
            ends.add(each.first());
            ends.add(each.second());
        }
        table(
                rows,
                index -> {
                    PipeEnd end = ends.get(index);
                    List<String> notes = waits(end.sendWaits(), end.sending());
                    notes.addAll(waits(end.receiveWaits(), end.receiving()));
                    return notes;
                });
    }

    private static List<String> row(String pipe, String which, PipeEnd end) {
        String holders =
                end.holders().stream().map(Object::toString).collect(Collectors.joining(", "));
        return List.of(
                pipe,
                which,
                end.receives()
                        ? String.format(
                                Locale.ROOT,
                                "%s, %,d of %,d B",
                                count(end.messages(), "message", "messages"),
                                end.bytes(),
                                end.capacity())
                        : "-",
                end.sends() ? Integer.toString(end.sending()) : "-",
                end.receives() ? Integer.toString(end.receiving()) : "-",
                end.isGone() ? "nobody: " + end.leaver() : holders.isEmpty() ? "-" : holders);
    }

    private void locks() {
        List<LockState> told = seen.locks().stream().filter(each -> !each.isIdle()).toList();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("LOCK", "KIND", "STATE", "WAITING", "HELD BY"));
        for (LockState each : told) {
            rows.add(
                    List.of(
                            each.name(),
                            each.kind().toString(),
                            each.state(),
                            Integer.toString(each.waiting()),
                            each.holds().isEmpty()
                                    ? "-"
                                    : each.holds().stream()
                                            .map(DiagnosisText::hold)
                                            .collect(Collectors.joining(", "))));
        }
        table(rows, index -> waits(told.get(index).waits(), told.get(index).waiting()));
        int idle = seen.locks().size() - told.size();
        if (idle > 0) {
            line("");
            line(
                    "and %s that nobody holds or waits for"
                            .formatted(count(idle, "lock or the like", "locks and the like")));
        }
    }

    private static String hold(Hold hold) {
        String how =
                switch (hold.access()) {
                    case READ -> ", reads";
                    case WRITE -> ", writes";
                    case PERMITS -> ", " + count(hold.amount(), "permit", "permits");
                    default -> "";
                };
        return hold.who() + how;
    }

    private List<String> waits(List<Waiter> waits, int number) {
        return waits(waits, number, "");
    }

    /// @param name of what they wait at
    private List<String> waits(List<Waiter> waits, int number, String name) {
        List<String> notes = new ArrayList<>();
        waits.stream().limit(MOST_WAITS).forEach(each -> notes.add(waiter(each, name)));
        int more = Math.max(number, waits.size()) - notes.size();
        if (more > 0 && !notes.isEmpty()) {
            notes.add("and " + more + " more");
        }
        return notes;
    }

    private String waiter(Waiter waiter, String name) {
        String what =
                switch (waiter.access()) {
                    case READ -> " to read";
                    case WRITE -> " to write";
                    case PUT -> " to put";
                    case TAKE -> " to take";
                    case JOIN -> " to join queue '" + name + "'";
                    case SEND -> " to send";
                    case RECEIVE -> " to receive";
                    case PERMITS ->
                            waiter.amount() == 1 ? "" : " for " + waiter.amount() + " permits";
                    default -> "";
                };
        return "%s has waited %s%s%s"
                .formatted(waiter.who(), time(age(waiter.since())), what, end(waiter));
    }

    private String end(Waiter waiter) {
        Instant until = waiter.until();
        return until == null ? "" : ", gives up in " + time(Duration.between(seen.taken(), until));
    }

    /// Returns a line for each who waits in a circle.
    static String cycle(Cycle cycle) {
        StringBuilder text = new StringBuilder(cycle.isTemporary() ? "TEMPORARY " : "");
        text.append(cycle.isCertain() ? "DEADLOCK:" : "POSSIBLE DEADLOCK:");
        List<Link> links = cycle.links();
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            Link next = links.get((i + 1) % links.size());
            text.append("\n  ").append(link.waiter().who()).append(" waits for ");
            text.append(link.kind()).append(" '").append(link.lock()).append('\'');
            if (link.kind() == Kind.PROCESS) {
                text.append(" (pid ").append(link.lockId()).append("),\n      ");
                text.append("which does not end before ").append(next.waiter().who());
                text.append(cycle.isCertain() ? " does" : " does, if it does not exit");
            } else {
                text.append(",\n      ");
                text.append(cycle.isCertain() ? "held by " : "held by, or by another of ");
                text.append(next.waiter().who());
            }
            text.append(link.waiter().until() == null ? "" : "; it does not wait for ever");
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Notes {
        List<String> of(int index);
    }

    /// Adds a table, nothing if it has no rows but the first.
    private void table(List<List<String>> rows, Notes notes) {
        if (rows.size() == 1) {
            return;
        }
        line("");
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.clamp(row.get(i).length(), widths[i], LONGEST_CELL);
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            StringBuilder line = new StringBuilder();
            for (int j = 0; j < widths.length; j++) {
                String cell = printable(rows.get(i).get(j));
                line.append("  ").append(cell);
                line.repeat(" ", Math.max(0, widths[j] - cell.length()));
            }
            line(line.toString());
            if (i > 0) {
                notes.of(i - 1).forEach(note -> line("      " + note));
            }
        }
    }

    private void line(String line) {
        String shown = printable(line.stripTrailing());
        text.append(shown.length() > columns ? shown.substring(0, columns - 1) + "…" : shown);
        text.append('\n');
    }

    /// Names may be anything; on a terminal they must not do anything.
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return shown.toString();
    }

    private Duration age(Instant start) {
        return Duration.between(start, seen.taken());
    }

    private static String time(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 100_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long minutes = millis / 60_000;
        return minutes < 120
                ? minutes + " min"
                : minutes / 60 < 48 ? minutes / 60 + " h" : minutes / 1440 + " days";
    }

    private static String bytes(long bytes) {
        return bytes < 0 ? "?" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
