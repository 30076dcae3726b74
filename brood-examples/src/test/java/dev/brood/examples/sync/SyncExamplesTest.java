package dev.brood.examples.sync;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The examples of locks and of what else processes wait at.
class SyncExamplesTest {
    private static final String BOOKER = "'booker' \\(pid \\d+, thread \\d+ 'booker'\\)";
    private static final String AUDITOR = "'auditor' \\(pid \\d+, thread \\d+ 'auditor'\\)";

    @Test
    void deadlock_isShown_andEndsWithTheDeathOfOne() throws Exception {
        String out = String.join("\n", run(Deadlock.class).lines());

        assertThat(out)
                .startsWith("DEADLOCK:\n")
                .containsPattern(BOOKER + " waits for lock 'journal',\n *held by " + AUDITOR)
                .containsPattern(AUDITOR + " waits for lock 'accounts',\n *held by " + BOOKER)
                .contains("\nhas both\n")
                .endsWith("after the booker's death the auditor exited with code 0");
    }

    @Test
    void waitForEvent_whoseTimeIsOver_setsIt() throws Exception {
        Example example = run(WaitForEvent.class);

        assertThat(example.lines())
                .startsWith("begin, set: false")
                .containsExactlyInAnyOrder(
                        "begin, set: false",
                        "main: waiting",
                        "wait_for_event: starting",
                        "wait_for_event_timeout: starting",
                        "wait_for_event_timeout: set: false",
                        "wait_for_event: set: true",
                        "main: event is set")
                .containsSubsequence("wait_for_event_timeout: set: false", "main: event is set")
                .containsSubsequence(
                        "wait_for_event_timeout: set: false", "wait_for_event: set: true");
    }

    @Test
    void waitForEvent_setByMain_isInTimeForBoth() throws Exception {
        List<String> lines = run(WaitForEvent.class, "2500", "set").lines();

        assertThat(lines)
                .hasSize(7)
                .contains(
                        "wait_for_event_timeout: set: true",
                        "wait_for_event: set: true",
                        "main: event is set");
    }

    @Test
    void notifyAll_wakesBothConsumers() throws Exception {
        Example example = run(NotifyAll.class);

        assertThat(example.linesWith("consumer before")).hasSize(2);
        assertThat(example.linesWith("consumer after")).hasSize(2);
        assertThat(example.lines())
                .hasSize(6)
                .containsSequence("producer before signalAll", "producer after signalAll");
        assertThat(example.lines().indexOf("consumer after wait"))
                .isGreaterThan(example.lines().indexOf("producer after signalAll"));
    }

    @Test
    void oneAtATime_keepsLinesTogether() throws Exception {
        List<String> lines = run(OneAtATime.class).lines();

        assertThat(lines).hasSize(20).doesNotHaveDuplicates();
        for (int i = 0; i < 10; i++) {
            assertThat(lines).containsSequence("hello world " + i, "goodbye " + i);
        }
    }

    @Test
    void atMostTwo_downloadAtOnce() throws Exception {
        Example example = run(AtMostTwo.class);

        assertThat(example.linesWith("downloaded: ")).hasSize(6).doesNotHaveDuplicates();
        assertThat(example.number("most at once: ")).isBetween(1L, 2L);
    }

    @Test
    void inStep_nobodyIsAStepAhead() throws Exception {
        List<String> lines = run(InStep.class).lines();

        List<String> steps = new ArrayList<>();
        for (String line : lines) {
            steps.add(line.replaceAll(" by \\d$", ""));
        }
        assertThat(lines).contains("step 1 by 0", "step 2 by 1", "step 3 by 2");
        assertThat(steps)
                .containsExactly(
                        "step 1",
                        "step 1",
                        "step 1",
                        "all have done it", //
                        "step 2",
                        "step 2",
                        "step 2",
                        "all have done it", //
                        "step 3",
                        "step 3",
                        "step 3",
                        "all have done it");
    }

    @Test
    void repairAfterDeath_putsTheAccountsRight() throws Exception {
        assertThat(run(RepairAfterDeath.class).lines())
                .containsExactly(
                        "left half done by clerk", "accounts: 70 and 30", "abandoned: false");
    }
}
