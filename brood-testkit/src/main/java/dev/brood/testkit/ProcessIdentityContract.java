package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.EncodingException;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Who is who among the processes of every engine, how a [ChildProcess] is called, of which kind it
/// is, and whose child: rows P-06, P-07, P-16, P-23 and M-01 to M-04 of CPython's
/// `multiprocessing`, and its tests `_TestProcess`.
public abstract class ProcessIdentityContract extends EngineContract {
    /// For subclasses.
    protected ProcessIdentityContract() {}

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
}
