package dev.brood.bench;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedBarrier;
import dev.brood.SharedQueue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Children that do the same rounds of work in step: all pass a barrier before each round, and a
/// round lasts from the first one's start to the last one's end. So starting them is no part of it.
final class InStep {
    private InStep() {}

    private record Span(int round, long begin, long end) {}

    /// Runs one child for each piece of work.
    ///
    /// @param brood where
    /// @param unmeasured how many rounds are run first, for the JVMs to compile
    /// @param measured how many rounds come then
    /// @param works what each child does in every round
    /// @return how long each measured round lasted, in nanoseconds
    /// @throws InterruptedException if interrupted
    static double[] run(Brood brood, int unmeasured, int measured, List<Action> works)
            throws InterruptedException {
        int rounds = unmeasured + measured;
        List<ChildProcess> children = new ArrayList<>();
        long[] begins = new long[rounds];
        long[] ends = new long[rounds];
        Arrays.fill(begins, Long.MAX_VALUE);
        Arrays.fill(ends, Long.MIN_VALUE);
        try (SharedBarrier gate = brood.barrier(works.size());
                SharedQueue<Span> spans = brood.queue(2 * works.size())) {
            for (Action work : works) {
                children.add(brood.start(() -> perform(gate, spans, rounds, work)));
            }
            for (int i = 0; i < rounds * works.size(); i++) {
                Span span = spans.take();
                begins[span.round] = Math.min(begins[span.round], span.begin);
                ends[span.round] = Math.max(ends[span.round], span.end);
            }
            for (ChildProcess child : children) {
                child.join();
            }
        }
        double[] times = new double[measured];
        Arrays.setAll(times, i -> ends[unmeasured + i] - begins[unmeasured + i]);
        return times;
    }

    private static void perform(
            SharedBarrier gate, SharedQueue<Span> spans, int rounds, Action work) throws Exception {
        for (int i = 0; i < rounds; i++) {
            gate.await();
            long begin = System.nanoTime();
            work.perform();
            spans.put(new Span(i, begin, System.nanoTime()));
        }
    }
}
