package dev.brood.bench.cases;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the hardware, the kernel and the JVM allow without any library in between.
final class LimitCases {
    private static final int COPIED = 16 << 20;
    private static final int COPIES = 40;
    private static final int MESSAGES = 400_000;
    private static final int TURNS = 10_000;
    private static final int OPERATIONS = 5_000_000;
    private static final int STARTS = 3;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    static final List<Case> ALL =
            List.of(
                    new Case("limit.copy", LimitCases::copy),
                    new Case("limit.ring", s -> BareRing.of(s, s.count(MESSAGES), 1024)),
                    new Case("limit.futex", 2, LimitCases::futex),
                    new Case("limit.jvm", 1, LimitCases::jvm),
                    new Case("limit.cpu", 2, CpuWork::threads),
                    new Case("limit.atomic", LimitCases::atomic),
                    new Case("limit.exchange", LimitCases::exchange));

    private LimitCases() {}

    /// One copy within memory; what goes through shared memory is copied twice.
    private static Session copy(Setup setup) {
        MemorySegment from = MemorySegment.ofArray(new byte[COPIED]);
        MemorySegment to = MemorySegment.ofArray(new byte[COPIED]);
        int copies = setup.count(COPIES);
        return samples -> {
            long begin = System.nanoTime();
            for (int i = 0; i < copies; i++) {
                to.copyFrom(from);
            }
            samples.bandwidth("copy", (double) copies * COPIED, Samples.since(begin));
        };
    }

    /// Two processes that wake each other by a futex, and nothing else.
    private static Session futex(Setup setup) throws Exception {
        int turns = setup.count(TURNS);
        FutexPartner partner = FutexPartner.start();
        return new Session() {
            @Override
            public void sample(Samples samples) throws Exception {
                long begin = System.nanoTime();
                partner.play(turns);
                double nanos = Samples.since(begin);
                samples.time("round_trip", "us", nanos / turns);
            }

            @Override
            public void end() throws Exception {
                partner.end();
            }
        };
    }

    /// A JVM with an empty `main`, from its start to its end, with the flags of our children.
    private static Session jvm(Setup setup) {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nothing.class.getName());
        int starts = Math.min(STARTS, setup.count(STARTS));
        return samples -> {
            for (int i = 0; i < starts; i++) {
                long begin = System.nanoTime();
                Process process = new ProcessBuilder(command).inheritIO().start();
                if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    throw new IllegalStateException("an empty program failed");
                }
                samples.time("start_join", "ms", Samples.since(begin));
            }
        };
    }

    /// Two threads that count up one word.
    private static Session atomic(Setup setup) {
        int times = setup.count(OPERATIONS);
        MemorySegment memory = MemorySegment.ofArray(new long[1]);
        Runnable work =
                () -> {
                    for (int i = 0; i < times; i++) {
                        var _ = (long) WORD.getAndAdd(memory, 0L, 1L);
                    }
                };
        return samples -> {
            long begin = System.nanoTime();
            Thread other = Thread.ofPlatform().start(work);
            work.run();
            other.join();
            samples.rate("increments", "ops/s", 2.0 * times, Samples.since(begin));
        };
    }

    /// One compare-and-set and one store, as the least that a lock can do.
    private static Session exchange(Setup setup) {
        int times = setup.count(OPERATIONS);
        MemorySegment memory = MemorySegment.ofArray(new long[1]);
        return samples -> {
            long begin = System.nanoTime();
            for (int i = 0; i < times; i++) {
                if (!WORD.compareAndSet(memory, 0L, 0L, 1L)) {
                    throw new IllegalStateException("somebody else has the word");
                }
                WORD.setRelease(memory, 0L, 0L);
            }
            double nanos = Samples.since(begin);
            samples.time("pair", "ns", nanos / times);
        };
    }

    /// A program that does nothing.
    static final class Nothing {
        private Nothing() {}

        /// Returns at once.
        ///
        /// @param args none
        public static void main(String... args) {}
    }
}
