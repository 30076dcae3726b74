package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.ExitStatus;
import dev.brood.RemoteFailureException;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What every engine's [ChildProcess] does: rows P-01 to P-23 and M-01 to M-04 of CPython's
/// `multiprocessing`, and its tests `_TestProcess` and `_TestSubclassingProcess`.
public abstract class ProcessContract extends EngineContract {
    private static final int MANY = 12;

    private static int counter; // each process has its own

    /// For subclasses.
    protected ProcessContract() {}

    // ---- starting

    @Test
    @Covers({
        "P-01",
        "P-03",
        "P-08",
        "_TestProcess.test_process",
        "_TestProcess.test_args_argument"
    })
    void start_runsTheActionElsewhere_withWhatItCaptured() throws Exception {
        SharedQueue<Object> queue = brood().queue(10);
        String word = "word";
        List<Integer> numbers = List.of(1, 2, 3);
        Map<String, Double> map = Map.of("half", 0.5);
        long large = 1L << 40;

        ChildProcess child =
                brood().start(() -> {
                    queue.put(List.of(word, numbers, map, large));
                    queue.put(ChildProcess.current().pid());
                });

        assertThat(queue.take()).isEqualTo(List.of(word, numbers, map, large));
        assertThat(queue.take()).isEqualTo(child.pid());
        child.join();
        assertThat(child.exitStatus()).contains(new ExitStatus.Exited(0));
        assertThat(child.exitCode()).hasValue(0);
        assertThat(child.failure()).isEmpty();
    }

    @Test
    @Covers({"P-03", "P-05", "_TestProcess.test_process"})
    void start_returnsBeforeTheActionEnds() throws Exception {
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child = brood().start(() -> gate.take());

        assertThat(child.isAlive()).isTrue();
        assertThat(child.state()).isEqualTo(ChildProcess.State.RUNNING);
        assertThat(child.exitStatus()).isEmpty();
        assertThat(child.exitCode()).isEmpty();
        gate.put("go");
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.isAlive()).isFalse();
        assertThat(child.state()).isEqualTo(ChildProcess.State.ENDED);
    }

    @Test
    @Covers("P-03")
    void start_twice_isRefused() throws Exception {
        ChildProcess child = new ChildProcess(() -> {});
        assertThat(brood().start(child)).isSameAs(child);

        assertThatThrownBy(() -> brood().start(child))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was started before");
        child.join();
        assertThatThrownBy(() -> brood().start(child)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Covers("P-02")
    void start_ofWhatCannotTravel_isRefused_namingTheWay() {
        Object lock = new Object();
        int before = brood().activeChildren().size();

        assertThatThrownBy(() -> brood().start(() -> lock.notifyAll()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("action")
                .hasMessageContaining("java.lang.Object");
        assertThat(brood().activeChildren()).hasSize(before);
    }

    @Test
    @Covers("P-08")
    void pid_beforeStart_isRefused() {
        ChildProcess child = new ChildProcess(() -> {});

        assertThat(child.state()).isEqualTo(ChildProcess.State.NEW);
        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(child::pid)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was not started");
        assertThatThrownBy(child::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(child::terminate).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Covers({"P-21", "_TestProcess.test_process_mainthread_native_id"})
    void statics_areNotShared() throws Exception {
        SharedQueue<Integer> queue = brood().queue(1);
        counter = 42;
        brood().start(() -> queue.put(++counter)).join();

        assertThat(queue.take()).isEqualTo(1);
        assertThat(counter).isEqualTo(42);
    }

    @Test
    @Covers("_TestProcess.test_many_processes")
    void start_ofMany_allEnd() throws Exception {
        SharedQueue<Integer> queue = brood().queue(MANY);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            children.add(brood().start(() -> queue.put(number)));
        }
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.exitCode()).hasValue(0);
        }
        assertThat(queue).hasSize(MANY);
        assertThat(queue.stream().sorted()).first().isEqualTo(0);
    }

    // ---- by subclass

    /// A process with fields, and something to say.
    static final class Squarer extends ChildProcess {
        private static final long serialVersionUID = 1;
        private final SharedQueue<Integer> in;
        private final SharedQueue<Object> out;

        Squarer(SharedQueue<Integer> in, SharedQueue<Object> out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public void run() {
            try {
                for (int n = in.take(); n != 0; n = in.take()) {
                    out.put(n * n);
                }
                out.put(String.valueOf(name()));
                out.put(ChildProcess.current() == this);
                out.put(pid());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    @Covers({"P-02", "_TestSubclassingProcess.test_subclassing"})
    void subclass_runsItsRun_withItsFields() throws Exception {
        SharedQueue<Integer> in = brood().queue(5);
        SharedQueue<Object> out = brood().queue(5);
        Squarer squarer = new Squarer(in, out);
        brood().start(squarer);
        for (int n : List.of(2, 3, 0)) {
            in.put(n);
        }

        assertThat(out.take()).isEqualTo(4);
        assertThat(out.take()).isEqualTo(9);
        assertThat(out.take()).isEqualTo(squarer.name()).asString().startsWith("Squarer-");
        assertThat(out.take()).as("current() is the object itself").isEqualTo(true);
        assertThat(out.take()).isEqualTo(squarer.pid());
        squarer.join();
    }

    @Test
    @Covers("P-02")
    void run_calledDirectly_runsHere() {
        counter = 0;
        new ChildProcess(() -> counter++).run();

        assertThat(counter).isEqualTo(1);
    }

    // ---- names and kinds

    @Test
    @Covers("P-06")
    void name_isTheGivenOne_orNumbered_inChildrenOfChildrenToo() throws Exception {
        SharedQueue<String> queue = brood().queue(3);
        ChildProcess named =
                brood().process()
                        .name("the reader")
                        .start(() -> queue.put(String.valueOf(ChildProcess.current().name())));
        named.join();
        assertThat(named.name()).isEqualTo("the reader");
        assertThat(queue.take()).isEqualTo("the reader");

        ChildProcess numbered =
                brood().start(() ->
                        Brood.current()
                                .start(() ->
                                        queue.put(String.valueOf(ChildProcess.current().name())))
                                .join());
        numbered.join();
        assertThat(numbered.name()).matches("Process-\\d+");
        assertThat(queue.take()).isEqualTo(numbered.name() + ":1");
    }

    @Test
    @Covers({"P-07", "_TestProcess.test_daemon_argument"})
    void daemon_isInheritedFromTheCreator_unlessGiven() throws Exception {
        SharedQueue<Boolean> queue = brood().queue(3);
        ChildProcess ordinary = brood().start(() -> {});
        assertThat(ordinary.isDaemon()).isFalse();
        ordinary.join();

        brood().process()
                .daemon(true)
                .start(() -> {
                    queue.put(ChildProcess.current().isDaemon());
                    ChildProcess grandchild = Brood.current().start(() -> {});
                    queue.put(grandchild.isDaemon());
                    queue.put(Brood.current().process().daemon(false).start(() -> {}).isDaemon());
                })
                .join();
        assertThat(List.of(queue.take(), queue.take(), queue.take()))
                .containsExactly(true, true, false);
    }

    @Test
    @Covers({"P-06", "P-07"})
    void nameAndDaemon_afterStart_cannotChange() throws Exception {
        ChildProcess child = new ChildProcess(() -> {});
        child.setName("before");
        child.setDaemon(true);
        brood().start(child);

        assertThatThrownBy(() -> child.setName("after")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> child.setDaemon(false)).isInstanceOf(IllegalStateException.class);
        child.join();
        assertThat(child.name()).isEqualTo("before");
        assertThat(child.isDaemon()).isTrue();
    }

    @Test
    @Covers("P-16")
    void toString_tellsNamePidStateAndEnd() throws Exception {
        ChildProcess child = new ChildProcess(() -> {});
        assertThat(child).asString().contains("new");
        brood().start(child);
        child.join();

        assertThat(child)
                .asString()
                .contains("name=" + child.name(), "pid=" + child.pid(), "ended", "exit=0");
        ChildProcess killed = brood().start(() -> TimeUnit.HOURS.sleep(1));
        killed.kill();
        killed.join();
        assertThat(killed).asString().contains("signal=SIGKILL");
    }

    // ---- ends

    @Test
    @Covers({"P-09", "_TestSubclassingProcess.test_sys_exit"})
    void exitCode_isWhatExitWasGiven() throws Exception {
        for (int code : List.of(0, 1, 8, 42, 137, 255)) {
            ChildProcess child = brood().start(() -> System.exit(code));
            child.join();
            assertThat(child.exitStatus()).contains(new ExitStatus.Exited(code));
            assertThat(child.failure()).isEmpty();
        }
    }

    /// An exception with a state that travels.
    static final class Misfortune extends Exception {
        private static final long serialVersionUID = 1;
        final int degree;

        Misfortune(String message, int degree, Throwable cause) {
            super(message, cause);
            this.degree = degree;
        }
    }

    @Test
    @Covers("P-17")
    void failure_isWhatTheActionThrew_withStackCauseAndSuppressed() throws Exception {
        ChildProcess child = brood().start(() -> fail(3));
        child.join();

        assertThat(child.exitCode()).hasValue(1);
        Throwable failure = child.failure().orElseThrow();
        assertThat(failure).isInstanceOf(Misfortune.class).hasMessage("as expected");
        assertThat(((Misfortune) failure).degree).isEqualTo(3);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("fail");
    }

    private static void fail(int degree) throws Misfortune {
        Misfortune failure = new Misfortune("as expected", degree, new IOException("disk"));
        failure.addSuppressed(new IllegalStateException("on the side"));
        throw failure;
    }

    /// An exception that can't be serialized.
    static final class Stubborn extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Object notSerializable = new Object();

        Stubborn(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return super.getMessage() + (notSerializable == null ? "!" : "");
        }
    }

    @Test
    @Covers("P-17")
    void failure_thatCannotTravel_hasAStandIn() throws Exception {
        ChildProcess child =
                brood().start(() -> {
                    throw new Stubborn("no way");
                });
        child.join();

        Throwable failure = child.failure().orElseThrow();
        assertThat(failure).isInstanceOf(RemoteFailureException.class).hasMessage("no way");
        assertThat(((RemoteFailureException) failure).remoteClassName())
                .isEqualTo(Stubborn.class.getName());
    }

    @Test
    @Covers({"P-09", "P-12", "_TestProcess.test_terminate"})
    void terminate_endsBySigterm() throws Exception {
        ChildProcess child = sleeper();
        child.terminate();

        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitStatus()).contains(new ExitStatus.Signaled(15));
        assertThat(child.exitCode()).hasValue(-15);
        child.terminate(); // without effect
    }

    @Test
    @Covers({"P-09", "P-13", "_TestProcess.test_kill"})
    void kill_endsBySigkill() throws Exception {
        ChildProcess child = sleeper();
        assertThat(child.join(Duration.ZERO)).isFalse();
        assertThat(child.join(Duration.ofMillis(-1))).isFalse();
        child.kill();

        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(-9);
        assertThat(brood().activeChildren()).doesNotContain(child);
        child.kill(); // without effect
    }

    @Test
    @Covers("_TestProcess.test_many_processes")
    void terminate_atBirth_endsAll() throws Exception {
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            children.add(brood().start(() -> TimeUnit.HOURS.sleep(1)));
        }
        children.forEach(ChildProcess::terminate);
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.exitCode()).hasValue(-15);
        }
    }

    @Test
    @Covers("P-14")
    void interrupt_interruptsTheAction_whoseFinallyRuns() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        ChildProcess child =
                brood().start(() -> {
                    queue.put("ready");
                    try {
                        TimeUnit.HOURS.sleep(1);
                    } finally {
                        queue.put("finally");
                    }
                });
        queue.take();
        child.interrupt();

        assertThat(queue.take()).isEqualTo("finally");
        child.join();
        assertThat(child.exitCode()).hasValue(1);
        assertThat(child.failure()).get().isInstanceOf(InterruptedException.class);
    }

    @Test
    @Covers("_TestProcess.test_wait_for_threads")
    void threadsOfTheChild_keepItAlive_unlessDaemons() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    Thread.ofPlatform().daemon().start(() -> sleep());
                    Thread.ofPlatform()
                            .start(() -> {
                                pass(gate, queue);
                            });
                    queue.put("action done");
                });

        assertThat(queue.take()).isEqualTo("action done");
        assertThat(child.join(SHORT)).isFalse();
        gate.put("the last word");
        assertThat(queue.take()).isEqualTo("the last word");
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(0);
    }

    private static void sleep() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pass(SharedQueue<String> from, SharedQueue<String> to) {
        try {
            to.put(from.take());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- waiting

    @Test
    @Covers({"P-04", "P-11", "_TestProcess.test_sentinel"})
    void join_onExit_andExitStatus_tellTheSame_toAnyThread() throws Exception {
        assertThatThrownBy(new ChildProcess(() -> {})::onExit)
                .isInstanceOf(IllegalStateException.class);
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child = brood().start(() -> gate.take());
        Thread virtual = Thread.ofVirtual().start(() -> joinUnchecked(child));
        assertThat(child.join(SHORT)).isFalse();
        assertThat(child.onExit()).isNotDone();
        gate.put("go");

        assertThat(child.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS)).isSameAs(child);
        child.join();
        child.join();
        assertThat(virtual.join(LONG)).isTrue();
        assertThat(child.join(Duration.ZERO)).isTrue();
    }

    private static void joinUnchecked(ChildProcess child) {
        try {
            child.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Covers("P-04")
    void join_interrupted_throws() {
        ChildProcess child = sleeper();
        Thread.currentThread().interrupt();

        assertThatThrownBy(child::join).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        child.kill();
    }

    // ---- who is who

    @Test
    @Covers({
        "M-01",
        "M-02",
        "P-23",
        "_TestProcess.test_current",
        "_TestProcess.test_parent_process_attributes"
    })
    void currentAndParent_areKnownEverywhere() throws Exception {
        SharedQueue<Object> queue = brood().queue(6);
        assertThat(ChildProcess.current().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(ChildProcess.current().isAlive()).isTrue();
        assertThat(ChildProcess.current().isDaemon()).isFalse();
        assertThat(ChildProcess.parent()).isEmpty();
        assertThatThrownBy(() -> ChildProcess.current().join())
                .isInstanceOf(IllegalStateException.class);

        brood().start(
                        () -> {
                            ChildProcess parent = ChildProcess.parent().orElseThrow();
                            queue.put(parent.pid());
                            queue.put(String.valueOf(parent.name()));
                            queue.put(parent.isAlive());
                            queue.put(parent.join(Duration.ofMillis(1)));
                        })
                .join();
        assertThat(queue.take()).isEqualTo(ChildProcess.current().pid());
        assertThat(queue.take()).isEqualTo("main");
        assertThat(queue.take()).isEqualTo(true);
        assertThat(queue.take()).isEqualTo(false);
    }

    @Test
    @Covers({"M-03", "_TestProcess.test_active_children"})
    void activeChildren_areThoseBetweenStartAndEnd() throws Exception {
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child = new ChildProcess(() -> gate.take());
        assertThat(brood().activeChildren()).doesNotContain(child);
        brood().start(child);
        assertThat(brood().activeChildren()).contains(child);
        gate.put("go");
        child.join();
        assertThat(brood().activeChildren()).doesNotContain(child);
    }

    @Test
    @Covers({"M-04", "_TestProcess.test_cpu_count"})
    void cpuCount_isAtLeastOne() {
        assertThat(brood().cpuCount()).isPositive();
    }

    @Test
    @Covers("_TestProcess.test_recursion")
    void childrenOfChildren_haveChildren() throws Exception {
        SharedQueue<List<Integer>> queue = brood().queue(20);
        brood().start(() -> recurse(List.of(), queue)).join();
        List<List<Integer>> seen = new ArrayList<>();
        queue.drainTo(seen);

        assertThat(seen)
                .containsExactly(
                        List.of(),
                        List.of(0),
                        List.of(0, 0),
                        List.of(0, 1),
                        List.of(1),
                        List.of(1, 0),
                        List.of(1, 1));
    }

    private static void recurse(List<Integer> path, SharedQueue<List<Integer>> queue)
            throws InterruptedException {
        queue.put(path);
        if (path.size() < 2) {
            for (int i = 0; i < 2; i++) {
                List<Integer> longer = new ArrayList<>(path);
                longer.add(i);
                Brood.current().start(() -> recurse(longer, queue)).join();
            }
        }
    }

    // ---- travelling

    /// Something that holds a process.
    record Holder(ChildProcess process) implements Serializable {}

    @Test
    void startedProcess_cannotTravel() throws Exception {
        ChildProcess child = brood().start(() -> {});
        SharedQueue<Object> queue = brood().queue(1);

        assertThatThrownBy(() -> queue.put(new Holder(child)))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("send its pid");
        child.join();
    }

    private ChildProcess sleeper() {
        return brood().start(() -> TimeUnit.HOURS.sleep(1));
    }
}
