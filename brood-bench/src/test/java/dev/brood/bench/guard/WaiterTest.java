package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.TaskOptions;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A thread that waits for what a pool does looks for a moment, and then it sleeps: it leaves the
/// processor to the work.
class WaiterTest {
    private static final long SECOND = 1_000_000_000;

    /// A tenth of a processor; one that does not sleep takes all that it is given.
    private static final long MOST_NANOS = SECOND / 10;

    private static final long LONG_SECONDS = 60;

    /// A way to wait for a pool, while its tasks wait for an event.
    enum Wait {
        FUTURE {
            @Override
            int with(ProcessPool pool, SharedEvent begun, SharedEvent gate) throws Exception {
                return pool.submit(() -> pass(begun, gate)).get();
            }
        },
        MAP {
            @Override
            int with(ProcessPool pool, SharedEvent begun, SharedEvent gate) throws Exception {
                return pool.with(TaskOptions.DEFAULTS.withChunk(1))
                        .map(List.of(1, 2, 3, 4), _ -> pass(begun, gate))
                        .getFirst();
            }
        },
        STREAM {
            @Override
            int with(ProcessPool pool, SharedEvent begun, SharedEvent gate) {
                try (Stream<Integer> results =
                        pool.stream(List.of(1, 2, 3, 4), _ -> pass(begun, gate))) {
                    return results.toList().getFirst();
                }
            }
        };

        abstract int with(ProcessPool pool, SharedEvent begun, SharedEvent gate) throws Exception;

        static int pass(SharedEvent begun, SharedEvent gate) throws InterruptedException {
            begun.set();
            gate.await();
            return 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void waiter_sleeps(Wait wait) throws Exception {
        try (Brood brood = Brood.local();
                ProcessPool pool = brood.pool(2)) {
            SharedEvent begun = brood.event();
            SharedEvent gate = brood.event();
            FutureTask<Integer> waiting = new FutureTask<>(() -> wait.with(pool, begun, gate));
            Thread thread = Thread.ofPlatform().start(waiting);
            begun.await();
            long used = usedInASecond(thread);
            gate.set();
            assertThat(waiting.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(used).as("nanoseconds of a processor in a second").isLessThan(MOST_NANOS);
        }
    }

    private static long usedInASecond(Thread thread) {
        long before = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
        long end = System.nanoTime() + SECOND;
        for (long rest = SECOND; rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest); // the time that is measured
        }
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) - before;
    }
}
