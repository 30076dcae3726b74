package dev.brood.bench.cases;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.List;

/// Children that do the same rounds of work in step: all pass a barrier before each round, and a
/// round lasts from the first one's start to the last one's end. So starting them is no part of it.
/// Between two rounds they sleep.
final class InStep {
    private final List<ChildProcess> children = new ArrayList<>();
    private final SharedBarrier gate;
    private final SharedQueue<Boolean> orders;
    private final SharedQueue<Span> spans;

    private record Span(long begin, long end) {}

    private InStep(Brood brood, List<Action> works) {
        gate = brood.barrier(works.size());
        orders = brood.queue(works.size());
        spans = brood.queue(works.size());
        for (Action work : works) {
            SharedBarrier together = gate;
            SharedQueue<Boolean> goOn = orders;
            SharedQueue<Span> took = spans;
            children.add(brood.start(() -> perform(together, goOn, took, work)));
        }
    }

    /// Starts one child for each piece of work.
    ///
    /// @param brood where
    /// @param works what each child does in every round
    static InStep start(Brood brood, List<Action> works) {
        return new InStep(brood, works);
    }

    /// Has every child do its work once.
    ///
    /// @return how long that lasted, in nanoseconds
    /// @throws InterruptedException if interrupted
    double round() throws InterruptedException {
        for (int i = 0; i < children.size(); i++) {
            orders.put(true);
        }
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (int i = 0; i < children.size(); i++) {
            Span span = spans.take();
            begin = Math.min(begin, span.begin);
            end = Math.max(end, span.end);
        }
        return Samples.between(begin, end);
    }

    /// Has the children end.
    ///
    /// @throws InterruptedException if interrupted
    void end() throws InterruptedException {
        for (int i = 0; i < children.size(); i++) {
            orders.put(false);
        }
        for (ChildProcess child : children) {
            child.join();
        }
        gate.close();
        orders.close();
        spans.close();
    }

    private static void perform(
            SharedBarrier gate, SharedQueue<Boolean> orders, SharedQueue<Span> spans, Action work)
            throws Exception {
        while (orders.take()) {
            gate.await();
            long begin = System.nanoTime();
            work.perform();
            spans.put(new Span(begin, System.nanoTime()));
        }
    }
}
