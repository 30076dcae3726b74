package dev.brood.examples.process;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The examples of child processes.
class ProcessExamplesTest {
    /// Seconds at the usual pace that no test waits for.
    private static final String LONG_STEP = "5000";

    @Test
    void singAndDance_doesBoth_tenTimes() throws Exception {
        Example example = run(SingAndDance.class);

        assertThat(example.linesWith("singing...")).hasSize(10);
        assertThat(example.linesWith("dancing...")).hasSize(10);
        assertThat(example.lines()).hasSize(20);
    }

    @Test
    void showInfo_tellsWhoTheChildIs_andItsArguments() throws Exception {
        Example example = run(ShowInfo.class);
        List<Long> pids = Example.numbers(example.linesWith("show_info pid: ").getFirst());

        long child = pids.getFirst();
        assertThat(child).isNotEqualTo(example.pid());
        assertThat(example.lines())
                .containsExactly(
                        "show_info: ChildProcess[name=Process-1, pid=%d, parent=%d, running]"
                                .formatted(child, example.pid()),
                        "show_info pid: " + child + " " + child,
                        "Yang Mi 18");
    }

    @Test
    void globalsAreNotShared_onlyTheAdderSeesWhatItAdded() throws Exception {
        assertThat(run(GlobalsAreNotShared.class).lines())
                .containsExactly(
                        "add_data: " + IntStream.range(0, 15).boxed().toList(),
                        "read_data: []",
                        "main: []");
    }

    @Test
    void daemonAndTerminate_terminate_endsTheChild() throws Exception {
        Example example = run(DaemonAndTerminate.class, "terminate", LONG_STEP);

        assertThat(example.linesWith("working...")).hasSizeLessThan(2);
        assertThat(withoutWork(example))
                .containsExactly(
                        "the main process is done", "Process-1 was killed by signal 15 (SIGTERM)");
    }

    @Test
    void daemonAndTerminate_daemon_endsTheChildWithTheMainProcess() throws Exception {
        Example example = run(DaemonAndTerminate.class, "daemon", LONG_STEP);

        assertThat(example.linesWith("working...")).hasSizeLessThan(2);
        assertThat(withoutWork(example)).containsExactly("the main process is done");
    }

    @Test
    void daemonAndTerminate_wait_letsTheChildFinish() throws Exception {
        Example example = run(DaemonAndTerminate.class, "wait");

        assertThat(example.linesWith("working...")).hasSize(10);
        assertThat(withoutWork(example)).containsExactly("the main process is done");
    }

    private static List<String> withoutWork(Example example) {
        return example.lines().stream().filter(line -> !line.equals("working...")).toList();
    }

    @Test
    void processIds_agreeOnBothSides() throws Exception {
        Example example = run(ProcessIds.class);

        assertThat(example.lines().getFirst()).isEqualTo("main process: " + example.pid());
        assertThat(example.number("its parent: ")).isEqualTo(example.pid());
        assertThat(example.number("child: ")).isNotEqualTo(example.pid());
        assertThat(example.linesWith("running in the main process...")).hasSize(20);
        assertThat(example.linesWith("working...")).hasSize(10);
        assertThat(example.lines().getLast()).isEqualTo("the child exited with code 0");
    }

    @Test
    void processIds_kill_endsTheChildBySignal9() throws Exception {
        Example example = run(ProcessIds.class, "kill");

        assertThat(example.linesWith("working...")).hasSize(1);
        assertThat(example.linesWith("running in the main process...")).hasSize(20);
        assertThat(example.lines().getLast())
                .isEqualTo("the child was killed by signal 9 (SIGKILL)");
    }

    @Test
    void threeGreetings_comeBeforeTheEnd() throws Exception {
        List<String> lines = run(ThreeGreetings.class).lines();

        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 3)).allMatch(line -> line.startsWith("hello reid "));
        assertThat(lines.getLast()).isEqualTo("end");
    }

    @Test
    void subclass_namesItsProcesses_andWaitsForThem() throws Exception {
        List<String> lines = run(Subclass.class).lines();

        assertThat(lines.subList(0, 3))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .containsExactlyInAnyOrder("hello Greeter-1", "hello Greeter-2", "hello Greeter-3");
        assertThat(lines.subList(3, lines.size())).containsExactly("end");
    }

    @Test
    void subclassWithFields_hasThemInTheChild() throws Exception {
        Example example = run(SubclassWithFields.class);
        long child = example.number("child process ");

        assertThat(child).isNotEqualTo(example.pid());
        assertThat(example.lines()).containsExactly("child process " + child, "haha", "number 100");
    }

    @Test
    void parentAndChild_theChildsParentIsTheMainProcess() throws Exception {
        Example example = run(ParentAndChild.class);
        List<String> lines = example.lines();
        long child = Example.numbers(lines.get(7)).getFirst();

        assertThat(child).isNotEqualTo(example.pid());
        assertThat(lines)
                .containsExactly(
                        "main process line",
                        "process name: main",
                        "parent process: " + ProcessHandle.current().pid(),
                        "process id: " + example.pid(),
                        "function f",
                        "process name: Process-1",
                        "parent process: " + example.pid(),
                        "process id: " + child,
                        "hello bob");
    }

    @Test
    void runWithArguments_printsPids_andTheArgument() throws Exception {
        Example example = run(RunWithArguments.class);
        List<Long> pids = Example.numbers(example.lines().getFirst());

        assertThat(pids).hasSize(2).endsWith(example.pid());
        assertThat(pids.getFirst()).isNotEqualTo(example.pid());
        assertThat(example.lines().subList(1, example.lines().size())).containsExactly("100");
    }

    @Test
    void lifecycle_goesFromAliveToTerminated() throws Exception {
        Example example = run(Lifecycle.class);
        String work = "child with 100 and 10";

        assertThat(Collections.frequency(example.lines(), work)).isEqualTo(1);
        assertThat(example.lines().stream().filter(line -> !line.equals(work)))
                .containsExactly(
                        "name: itcast",
                        "pid: " + example.number("pid: "),
                        "alive: true",
                        "alive: false",
                        "itcast was killed by signal 15 (SIGTERM)");
        assertThat(example.lines().indexOf(work))
                .isLessThan(example.lines().indexOf("alive: false"));
    }
}
