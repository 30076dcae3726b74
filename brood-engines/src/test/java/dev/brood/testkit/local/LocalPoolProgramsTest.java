package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.SharedLatch;
import dev.brood.Worker;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Pools as they are in programs of their own: what a terminal shows and does, what the machine has
/// for them.
class LocalPoolProgramsTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final int SIGINT = 2;
    private static final int INTERRUPTED = 130;

    /// The programs.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "stubborn" -> stubborn();
                case "busy" -> busy();
                case "nested" -> nested();
                case "pinned" -> pinned();
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        /// A worker that would take for ever to end in order.
        private static void stubborn() throws Exception {
            ProcessPool pool = Brood.local().pool(1);
            var _ =
                    pool.submit(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(Program::waitForEver));
                        System.out.println("running");
                        TimeUnit.HOURS.sleep(1);
                    });
            TimeUnit.HOURS.sleep(1);
        }

        private static void waitForEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void busy() throws Exception {
            ProcessPool pool = Brood.local().pool(2);
            for (int i = 0; i < 2; i++) {
                var _ =
                        pool.submit(() -> {
                            System.out.println("running " + Worker.current().number());
                            TimeUnit.HOURS.sleep(1);
                        });
            }
            TimeUnit.HOURS.sleep(1);
        }

        /// With a budget of this process and two workers the pools in tasks have one worker each.
        private static void nested() throws Exception {
            try (ProcessPool pool = Brood.local().pool(2)) {
                System.out.println(pool.map(List.of(1, 2), _ -> pidsOfAnInnerPool()));
            }
        }

        private static long pidsOfAnInnerPool() throws InterruptedException {
            try (ProcessPool inner = Brood.local().pool(3)) {
                return inner.map(List.of(1, 2, 3, 4), _ -> ProcessHandle.current().pid()).stream()
                        .distinct()
                        .count();
            }
        }

        /// Prints on which processors each thread of each of two workers may run.
        private static void pinned() throws Exception {
            try (SharedLatch both = Brood.local().latch(2);
                    ProcessPool pool = Brood.local().newPool().workers(2).pin(true).open()) {
                var first = pool.submit(() -> meet(both));
                var second = pool.submit(() -> meet(both));
                first.get();
                second.get();
                for (ChildProcess worker : pool.workers()) {
                    System.out.println("worker on " + processors(worker.pid()));
                }
            }
        }

        /// Returns when each of the two is in a worker of its own.
        private static void meet(SharedLatch both) throws InterruptedException {
            both.countDown();
            both.await();
        }

        private static Set<String> processors(long pid) throws IOException {
            try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
                return threads.map(thread -> allowed(thread.resolve("status")))
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        }
    }

    private static String allowed(Path status) {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring("Cpus_allowed_list:".length()).strip())
                    .findFirst()
                    .orElse("?");
        } catch (IOException _) {
            return "ended";
        }
    }

    private static Jvm run(String what, String... flags) throws Exception {
        return Jvm.running(Program.class)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"), "-Dbrood.spares=0")
                .flags(flags)
                .args(what)
                .start();
    }

    @Test
    @Covers("O-26")
    void pain16_ctrlC_endsAllWorkers_withoutAWordFromThem() throws Exception {
        assumeFalse(isIgnored(SIGINT), "who started the tests has SIGINT ignored");
        try (Jvm jvm = run("busy")) {
            jvm.awaitLine(line -> line.equals("running 1"), LONG);
            jvm.awaitLine(line -> line.equals("running 2"), LONG);
            jvm.process().descendants().forEach(child -> signal(child.pid(), SIGINT));
            jvm.signal(SIGINT); // as a terminal does: to all
            assertThat(jvm.awaitExit(LONG)).isEqualTo(INTERRUPTED);
            assertThat(jvm.stdout()).containsExactlyInAnyOrder("running 1", "running 2");
            assertThat(jvm.stderr())
                    .as("at most one line, if it took long")
                    .allMatch(line -> line.startsWith("interrupted: ending "))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    @Covers("O-26")
    void pain16_ctrlC_withAWorkerThatWillNotEnd_saysSo_andKillsItTheSecondTime() throws Exception {
        assumeFalse(isIgnored(SIGINT), "who started the tests has SIGINT ignored");
        try (Jvm jvm = run("stubborn", "-Dbrood.grace=3600000")) {
            jvm.awaitLine(line -> line.equals("running"), LONG);
            List<ProcessHandle> workers = jvm.process().descendants().toList();
            jvm.signal(SIGINT);
            jvm.awaitErrorLine(
                    line ->
                            line.equals(
                                    "interrupted: ending 1 process; press Ctrl-C again to kill it"),
                    LONG);
            jvm.signal(SIGINT);
            assertThat(jvm.awaitExit(LONG)).isEqualTo(INTERRUPTED);
            for (ProcessHandle worker : workers) {
                worker.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
            }
        }
        Brood.local().close(); // sweeps what the dead one has left, if anything
    }

    @Test
    @Covers("O-14")
    void poolsInTasks_keepToTheBudgetOfTheTree_andAlwaysGetAWorker() throws Exception {
        try (Jvm jvm = run("nested", "-Dbrood.processes=3")) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).containsExactly("[1, 1]");
            assertThat(jvm.stderr()).isEmpty();
        }
    }

    @Test
    void pinnedWorkers_haveAProcessorEach_withAllTheirThreads() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "there is no /proc");
        String own = allowed(Path.of("/proc/self/status"));
        assumeTrue(own.equals("0-1"), "the tests have other than two processors: " + own);
        try (Jvm jvm = run("pinned")) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).containsExactlyInAnyOrder("worker on [0]", "worker on [1]");
        }
    }

    private static boolean isIgnored(int signal) throws IOException {
        String line =
                Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(each -> each.startsWith("SigIgn:"))
                        .findFirst()
                        .orElseThrow();
        long ignored = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        return (ignored >> (signal - 1) & 1) != 0;
    }

    private static void signal(long pid, int signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
