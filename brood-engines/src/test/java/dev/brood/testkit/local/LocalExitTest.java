package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Jvm;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What becomes of a program and its children when either ends, in whatever way.
class LocalExitTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final int SIGSTOP = 19;

    /// The programs. Children print, so that it is seen in the program's output what they did.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "waits" -> Brood.local().start(() -> say("child done", 300));
                case "daemon" -> {
                    ChildProcess child =
                            Brood.local().process().daemon(true).start(() -> sleeper("daemon"));
                    System.out.println("child " + child.pid());
                    TimeUnit.MILLISECONDS.sleep(500); // what the child would print comes in time
                }
                case "exits" -> {
                    startFamily();
                    System.exit(3);
                }
                case "guarded" -> {
                    Brood.local().start(Program::sayWhenGuarded);
                    TimeUnit.HOURS.sleep(1);
                }
                case "exits-slowly" -> exitWhileAChildStartsOthers();
                case "lives" -> {
                    startFamily();
                    TimeUnit.HOURS.sleep(1);
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
            System.out.println("main done");
        }

        /// A child, a grandchild, a pool with a busy worker, and spares.
        private static void startFamily() throws Exception {
            Brood.local()
                    .start(() -> {
                        ChildProcess grandchild = Brood.local().start(() -> sleeper("grandchild"));
                        System.out.println("grandchild " + grandchild.pid());
                        sleeper("child");
                    });
            ProcessPool pool = Brood.local().pool(1);
            var unused = pool.submit(() -> sleeper("worker"));
            System.out.println("started " + unused.isDone());
        }

        /// The tree is marked as closed, then the pools are, then the children: a callback of a
        /// task that keeps the second from ending gives the child the time to meet a closed tree.
        private static void exitWhileAChildStartsOthers() throws Exception {
            SharedQueue<String> began = Brood.local().queue(1);
            ChildProcess child =
                    Brood.local()
                            .start(() -> {
                                startWhatCannotTravel();
                                began.put("");
                                while (true) {
                                    startWhatCannotTravel();
                                }
                            });
            var _ =
                    Brood.local()
                            .pool(1)
                            .submit(() -> sleeper("worker"))
                            .whenComplete((_, _) -> joinOrFail(child));
            began.take();
            System.exit(3);
        }

        private static void startWhatCannotTravel() {
            Thread thread = Thread.currentThread();
            try {
                Brood.local().start(() -> System.out.println(thread));
            } catch (EncodingException e) {
                assertThat(e).hasMessageContaining("Thread");
            }
        }

        private static void joinOrFail(ChildProcess child) {
            try {
                child.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void sleeper(String who) throws InterruptedException {
            Thread hook = new Thread(() -> System.out.println(who + " ended in order"));
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException _) {
                return; // told to end before it got here
            }
            System.out.println(who + " ready");
            TimeUnit.HOURS.sleep(1);
        }

        /// Says so when the kernel will end this child with its parent: from then on a thread waits
        /// for nothing.
        private static void sayWhenGuarded() throws InterruptedException {
            Await.until(
                    LONG,
                    "the guard",
                    () ->
                            Thread.getAllStackTraces().keySet().stream()
                                    .anyMatch(thread ->
                                            thread.getName().equals("brood-guard")
                                                    && thread.getState() == Thread.State.WAITING));
            System.out.println("guarded " + ProcessHandle.current().pid());
            TimeUnit.HOURS.sleep(1);
        }

        private static void say(String what, long after) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(after);
            System.out.println(what);
        }
    }

    private static Jvm run(String what, String... flags) throws Exception {
        return Jvm.running(Program.class)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                .flags(flags)
                .args(what)
                .start();
    }

    @Test
    @Covers("P-19")
    void programWaitsForItsChild() throws Exception {
        try (Jvm jvm = run("waits")) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).containsExactly("main done", "child done");
            assertThat(jvm.stderr()).isEmpty();
        }
    }

    @Test
    @Covers({"P-07", "P-18", "P-19", "_TestAtExit.test_atexit"})
    void programDoesNotWaitForADaemon_butEndsIt() throws Exception {
        try (Jvm jvm = run("daemon")) {
            assertThat(jvm.awaitExit(LONG)).isZero();
            assertThat(jvm.stdout()).contains("main done", "daemon ended in order");
            assertThat(jvm.stderr()).isEmpty();
            long child = pidIn(jvm.stdout(), "child ");
            Await.until(LONG, "the end of the daemon", () -> !isRunning(child));
        }
    }

    @Test
    void exit_endsChildrenInOrder_grandchildrenToo() throws Exception {
        try (Jvm jvm = run("exits")) {
            assertThat(jvm.awaitExit(LONG)).isEqualTo(3);
            assertThat(jvm.stderr()).isEmpty();
        }
    }

    @Test
    void exit_whileAChildUsesTheTree_isSilent() throws Exception {
        try (Jvm jvm = run("exits-slowly")) {
            assertThat(jvm.awaitExit(LONG)).isEqualTo(3);
            assertThat(jvm.stderr()).isEmpty();
        }
    }

    @Test
    @Covers({"P-12", "P-18", "TestResourceTracker.test_resource_tracker"})
    void sigterm_endsChildrenInOrder_grandchildrenToo() throws Exception {
        try (Jvm jvm = run("lives")) {
            awaitFamily(jvm);
            jvm.signal(SIGTERM);
            assertThat(jvm.awaitExit(LONG)).isEqualTo(128 + SIGTERM);
            assertThat(jvm.stdout()).contains("child ended in order", "grandchild ended in order");
        }
    }

    @Test
    @Covers("P-22")
    void sigint_ofTheProgram_endsAll_ofAChildAlone_nothing() throws Exception {
        // A JVM that inherits that the signal is ignored, as from `mvn verify &`, goes on to.
        assumeFalse(isIgnored(SIGINT), "who started the tests has SIGINT ignored");
        try (Jvm jvm = run("lives")) {
            List<Long> family = awaitFamily(jvm);
            for (long pid : family) {
                signal(pid, SIGINT);
            }
            jvm.signal(SIGINT);
            assertThat(jvm.awaitExit(LONG)).isEqualTo(128 + SIGINT);
            assertThat(jvm.stdout())
                    .as("ended by its parent, not by the terminal's signal")
                    .contains("child ended in order");
            for (long pid : family) {
                Await.until(LONG, "the end of " + pid, () -> !isRunning(pid));
            }
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

    @Test
    @Covers("W-16")
    void killOfTheProgram_endsAll() throws Exception {
        try (Jvm jvm = run("lives")) {
            List<Long> family = awaitFamily(jvm);
            assertThat(family).hasSizeGreaterThanOrEqualTo(4); // child, worker, spares, grandchild
            jvm.kill();
            jvm.awaitExit(LONG);
            for (long pid : family) {
                Await.until(LONG, "the end of " + pid, () -> !isRunning(pid));
            }
        }
        Brood.local().close(); // the next Brood sweeps what the dead one has left
    }

    @Test
    void killOfTheProgram_endsAChildThatIsStopped() throws Exception {
        try (Jvm jvm = run("guarded", "-Dbrood.spares=0")) {
            String said = jvm.awaitLine(line -> line.startsWith("guarded "), LONG);
            long child = Long.parseLong(said.substring("guarded ".length()));
            signal(child, SIGSTOP);
            jvm.kill();
            jvm.awaitExit(LONG);
            Await.until(LONG, "the end of the stopped child", () -> !isRunning(child));
        }
        Brood.local().close();
    }

    private static List<Long> awaitFamily(Jvm jvm) throws Exception {
        for (String who : List.of("child", "grandchild", "worker")) {
            jvm.awaitLine(line -> line.equals(who + " ready"), LONG);
        }
        List<Long> pids = new ArrayList<>();
        jvm.process().descendants().map(ProcessHandle::pid).forEach(pids::add);
        return pids;
    }

    private static long pidIn(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Long.valueOf(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow();
    }

    /// A zombie that nobody reaps counts as ended.
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    private static void signal(long pid, int signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    }
}
