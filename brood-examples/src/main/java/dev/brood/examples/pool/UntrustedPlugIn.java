package dev.brood.examples.pool;

import dev.brood.Brood;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.TaskOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/// Plug-ins of others that may be stuck, greedy or worse: each call has a time and 64 MB, and what
/// it does to its process hurts only itself.
final class UntrustedPlugIn {
    private static final int BLOCK = 1 << 20;

    static void main() throws InterruptedException {
        try (ProcessPool pool =
                Brood.local()
                        .newPool()
                        .workers(1)
                        .process(ProcessOptions.DEFAULTS.withMaxHeap("64m"))
                        .open()) {
            call(pool, "polite", 60, () -> 6 * 7);
            call(pool, "greedy", 60, UntrustedPlugIn::greedy);
            call(pool, "rude", 60, UntrustedPlugIn::rude);
            call(pool, "stuck", 2, UntrustedPlugIn::stuck);
            call(pool, "polite again", 60, () -> 6 * 7);
        }
    }

    private static void call(ProcessPool pool, String name, long seconds, Task<Integer> plugIn)
            throws InterruptedException {
        TaskOptions options =
                TaskOptions.DEFAULTS.withName(name).withTimeout(Duration.ofSeconds(seconds));
        try {
            IO.println(name + ": " + pool.with(options).submit(plugIn).get());
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            IO.println(name + ": " + cause.getClass().getSimpleName());
        }
    }

    private static int greedy() {
        List<byte[]> all = new ArrayList<>(List.of(new byte[BLOCK]));
        while (!all.isEmpty()) {
            all.add(new byte[BLOCK]);
        }
        return all.size();
    }

    private static int rude() {
        Runtime.getRuntime().halt(0);
        return 0;
    }

    /// Does not listen to interrupts.
    private static int stuck() {
        int turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) & Integer.MAX_VALUE;
        }
        return turns;
    }
}
