package dev.brood.cli;

import dev.brood.Diagnosis;
import dev.brood.Diagnosis.Cycle;
import dev.brood.Diagnosis.Hold;
import dev.brood.Diagnosis.Link;
import dev.brood.Diagnosis.LockState;
import dev.brood.Diagnosis.PipeEnd;
import dev.brood.Diagnosis.PipeState;
import dev.brood.Diagnosis.ProcessState;
import dev.brood.Diagnosis.QueueState;
import dev.brood.Diagnosis.Waiter;
import dev.brood.Diagnosis.Who;
import dev.brood.MachineDiagnosis.Unreadable;
import dev.brood.cli.progress.JsonLine;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Tells programs what `brood ps` has seen: one flat JSON object a line, its kind in `event`. Each
/// but the summary names its tree; holders and waiters name their lock, queue or pipe by its id,
/// and those that join a process that by its pid. Times are in seconds, memory in bytes; what is
/// unknown is left out.
final class PsJson {
    private final PrintWriter out;

    PsJson(PrintWriter out) {
        this.out = out;
    }

    void print(List<Diagnosis> trees, List<Unreadable> unreadable) {
        trees.forEach(this::tree);
        for (Unreadable each : unreadable) {
            JsonLine line =
                    new JsonLine("unreadable")
                            .put("tree", each.tree())
                            .put("reason", each.reason());
            out.println(each.isOfAnotherVersion() ? line.put("layout", each.layout()) : line);
        }
        List<Cycle> cycles = trees.stream().flatMap(each -> each.cycles().stream()).toList();
        long certain =
                cycles.stream().filter(each -> each.isCertain() && !each.isTemporary()).count();
        out.println(
                new JsonLine("summary")
                        .put("trees", trees.size())
                        .put("unreadable", unreadable.size())
                        .put("deadlocks", certain)
                        .put("possibleDeadlocks", cycles.size() - certain));
    }

    private void tree(Diagnosis seen) {
        out.println(
                of("tree", seen)
                        .put("directory", seen.directory())
                        .put("rootPid", seen.rootPid())
                        .put("rootAlive", seen.isRootAlive())
                        .put("taken", seen.taken().toString()));
        seen.processes().forEach(each -> process(seen, each));
        seen.queues().forEach(each -> queue(seen, each));
        seen.pipes().forEach(each -> pipe(seen, each));
        seen.locks().forEach(each -> lock(seen, each));
        for (int i = 0; i < seen.cycles().size(); i++) {
            cycle(seen, i + 1, seen.cycles().get(i));
        }
    }

    private static JsonLine of(String event, Diagnosis seen) {
        return new JsonLine(event).put("tree", seen.tree());
    }

    private void process(Diagnosis seen, ProcessState process) {
        JsonLine line =
                of("process", seen)
                        .put("pid", process.pid())
                        .put("parent", process.parentPid())
                        .put("name", process.name())
                        .put("state", lower(process.activity()))
                        .put("age", seconds(Duration.between(process.born(), seen.taken())));
        Duration cpu = process.cpu();
        if (cpu != null) {
            line.put("cpu", seconds(cpu));
        }
        if (process.residentBytes() >= 0) {
            line.put("rss", process.residentBytes());
        }
        if (process.proportionalBytes() >= 0) {
            line.put("pss", process.proportionalBytes());
        }
        out.println(line);
        for (Waiter each : process.joins()) {
            waiter(seen, Long.toString(process.pid()), each);
        }
    }

    private void queue(Diagnosis seen, QueueState queue) {
        JsonLine line =
                of("queue", seen)
                        .put("id", queue.id())
                        .put("name", queue.name())
                        .put("capacity", queue.capacity())
                        .put("size", queue.size())
                        .put("closed", queue.isClosed())
                        .put("putting", queue.putting())
                        .put("taking", queue.taking())
                        .put("joining", queue.joining());
        out.println(maker(line, queue.maker()));
        queue.puts().forEach(each -> waiter(seen, queue.id(), each));
        queue.takes().forEach(each -> waiter(seen, queue.id(), each));
        queue.joins().forEach(each -> waiter(seen, queue.id(), each));
    }

    private void pipe(Diagnosis seen, PipeState pipe) {
        JsonLine line = of("pipe", seen).put("id", pipe.id()).put("name", pipe.name());
        out.println(maker(line, pipe.maker()));
        end(seen, pipe.id(), "first", pipe.first());
        end(seen, pipe.id(), "second", pipe.second());
    }

    private void end(Diagnosis seen, String id, String which, PipeEnd end) {
        JsonLine line =
                of("end", seen)
                        .put("id", id)
                        .put("end", which)
                        .put("gone", end.isGone())
                        .put("sends", end.sends())
                        .put("sending", end.sending())
                        .put("receives", end.receives());
        if (end.isGone()) {
            line.put("leaver", end.leaver());
        }
        if (end.receives()) {
            line.put("receiving", end.receiving())
                    .put("messages", end.messages())
                    .put("bytes", end.bytes())
                    .put("capacity", end.capacity());
        }
        out.println(line);
        for (Who each : end.holders()) {
            out.println(who(of("holder", seen).put("id", id).put("end", which), each));
        }
        end.sendWaits().forEach(each -> waiter(seen, id, each));
        end.receiveWaits().forEach(each -> waiter(seen, id, each));
    }

    private void lock(Diagnosis seen, LockState lock) {
        JsonLine line =
                of("lock", seen)
                        .put("id", lock.id())
                        .put("kind", lower(lock.kind()))
                        .put("name", lock.name())
                        .put("state", lock.state())
                        .put("waiting", lock.waiting());
        out.println(maker(line, lock.maker()));
        for (Hold each : lock.holds()) {
            out.println(
                    who(of("holder", seen).put("id", lock.id()), each.who())
                            .put("access", lower(each.access()))
                            .put("amount", each.amount()));
        }
        lock.waits().forEach(each -> waiter(seen, lock.id(), each));
    }

    private static JsonLine maker(JsonLine line, @Nullable Who maker) {
        return maker == null ? line : line.put("maker", maker.pid());
    }

    private void waiter(Diagnosis seen, String id, Waiter waiter) {
        JsonLine line =
                who(of("waiter", seen).put("id", id), waiter.who())
                        .put("access", lower(waiter.access()))
                        .put("amount", waiter.amount());
        out.println(times(line, seen, waiter));
    }

    private static JsonLine times(JsonLine line, Diagnosis seen, Waiter waiter) {
        line.put("waited", seconds(Duration.between(waiter.since(), seen.taken())));
        Instant until = waiter.until();
        return until == null
                ? line
                : line.put("givesUpIn", seconds(Duration.between(seen.taken(), until)));
    }

    private static JsonLine who(JsonLine line, Who who) {
        line.put("pid", who.pid()).put("process", who.process());
        if (who.threadId() != 0) {
            line.put("thread", who.threadId()).put("threadName", who.thread());
        }
        return line;
    }

    private void cycle(Diagnosis seen, int number, Cycle cycle) {
        List<Link> links = cycle.links();
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            Who holder = links.get((i + 1) % links.size()).waiter().who();
            JsonLine line =
                    who(
                                    of("deadlock", seen)
                                            .put("number", number)
                                            .put("certain", cycle.isCertain())
                                            .put("temporary", cycle.isTemporary()),
                                    link.waiter().who())
                            .put("waitsFor", link.lockId())
                            .put("kind", lower(link.kind()))
                            .put("lock", link.lock())
                            .put("heldByPid", holder.pid())
                            .put("heldByThread", holder.threadId());
            out.println(times(line, seen, link.waiter()));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
