package dev.brood.examples.manager;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

/// The examples of managers.
class ManagerExamplesTest {
    @Test
    void sharedText_isChangedByTheChild() throws Exception {
        assertThat(run(SharedText.class).lines()).containsExactly("Hello, World!");
    }

    @Test
    void mapAndList_areChangedByTheChild() throws Exception {
        assertThat(run(MapAndList.class).lines())
                .containsExactly(
                        "{1=1, 2=2, 0.25=Optional.empty}", "[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]");
    }

    @Test
    void queueForAPool_getsWhatAllTasksPut() throws Exception {
        Example run = run(QueueForAPool.class);

        assertThat(run.linesWith("**********")).hasSize(5);
        assertThat(run.lines()).hasSize(6).endsWith("5");
    }

    @Test
    void countInAPool_losesNothing() throws Exception {
        Example run = run(CountInAPool.class);

        assertThat(run.number("parent process: ")).isEqualTo(run.pid());
        assertThat(run.lines()).contains("waiting for all tasks").endsWith("all tasks done: 250");
        for (int i = 0; i < 5; i++) {
            assertThat(run.linesWith("task " + i + " runs in process ")).hasSize(1);
            assertThat(run.linesWith("task " + i + " took ")).hasSize(1);
        }
    }

    @Test
    void tenProcesses_writeIntoOneMapAndOneList() throws Exception {
        Example run = run(TenProcesses.class);

        String name = run.linesWith("main ").getFirst().substring("main ".length());
        assertThat(run.linesWith("child ")).isEqualTo(Collections.nCopies(10, "child " + name));
        assertThat(run.linesWith("{").getFirst())
                .contains("2=2", "0.25=Optional.empty")
                .matches(map ->
                        List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).stream()
                                .allMatch(i -> map.contains(i + "=1")));
        assertThat(Example.numbers(run.linesWith("[").getFirst()))
                .startsWith(0L, 1L, 2L, 3L, 4L)
                .hasSize(15)
                .contains(5L, 6L, 7L, 8L, 9L);
    }
}
