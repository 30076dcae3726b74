package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.ExitStatus;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// How every engine starts a [ChildProcess], and what runs in it: rows P-01 to P-03, P-05, P-08 and
/// P-21 of CPython's `multiprocessing`, and its tests `_TestProcess` and `_TestSubclassingProcess`.
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
}
