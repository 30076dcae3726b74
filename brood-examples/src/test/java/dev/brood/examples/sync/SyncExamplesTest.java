package dev.brood.examples.sync;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The examples of locks and what else processes wait at.
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
}
