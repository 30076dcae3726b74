package dev.brood.examples.pool;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The examples of pools.
class PoolExamplesTest {
    @Test
    void applyOneByOne_needsOneWorker() throws Exception {
        Example example = run(ApplyOneByOne.class);

        assertThat(example.lines()).hasSize(5);
        assertThat(workers(example, "copying... ")).hasSize(1).doesNotContain(example.pid());
    }

    @Test
    void applyAsync_runsAllTasks_onThreeWorkersAtMost() throws Exception {
        Example example = run(ApplyAsync.class);

        assertThat(example.lines()).hasSize(5);
        assertThat(workers(example, "copying... "))
                .hasSizeBetween(1, 3)
                .doesNotContain(example.pid());
    }

    private static Set<Long> workers(Example example, String beginning) {
        assertThat(example.lines()).allMatch(line -> line.startsWith(beginning));
        return example.lines().stream()
                .map(line -> Long.valueOf(line.substring(beginning.length())))
                .collect(Collectors.toSet());
    }

    @Test
    void randomWork_endsAfterAllTasks() throws Exception {
        Example example = run(RandomWork.class);
        List<String> lines = example.lines();

        assertThat(lines).hasSize(22).contains("----start----").endsWith("-----end-----");
        Set<String> workers =
                IntStream.range(0, 10)
                        .mapToObj(i -> worker(example, i))
                        .collect(Collectors.toSet());
        assertThat(workers).hasSizeBetween(1, 3);
    }

    /// Returns who did a task, which must have begun before it was done.
    private static String worker(Example example, int task) {
        List<String> own = example.linesWith(task + " ");
        assertThat(own).hasSize(2);
        assertThat(own.getFirst()).matches("\\d begins, process \\d+");
        assertThat(own.getLast()).matches("\\d is done after \\d+[.,]\\d\\d s");
        return own.getFirst().substring(own.getFirst().lastIndexOf(' '));
    }

    @Test
    void queueInAPool_getsOneItemOfEachTask() throws Exception {
        String stars = "**********";

        assertThat(run(QueueInAPool.class).lines())
                .containsExactly(stars, stars, stars, stars, stars, "5");
    }

    @Test
    void endlessStream_endsWhenEnoughIsFound_inOrder() throws Exception {
        List<String> primes = run(EndlessStream.class).lines();

        assertThat(primes).hasSize(10).isSorted().startsWith("1000000000039", "1000000000061");
    }

    @Test
    void everyOutcome_isThere() throws Exception {
        Example example = run(EveryOutcome.class);
        List<String> shown = example.linesWith("dividing: "); // more than one if it takes long

        assertThat(shown.getLast()).startsWith("dividing: 5 in ");
        assertThat(example.lines().subList(shown.size(), shown.size() + 5))
                .containsExactly(
                        "12 gives 1",
                        "0 fails: ArithmeticException",
                        "x fails: NumberFormatException",
                        "4 gives 3",
                        "exit fails: WorkerDiedException");
    }

    @Test
    void workerIds_haveTheMainProcessAsParent() throws Exception {
        Example example = run(WorkerIds.class);

        assertThat(example.lines()).hasSize(3);
        assertThat(example.lines())
                .allSatisfy(line -> {
                    List<Long> pids = Example.numbers(line);
                    assertThat(pids).hasSize(2).endsWith(example.pid());
                    assertThat(pids.getFirst()).isNotEqualTo(example.pid());
                });
    }

    @Test
    void leakyLibrary_hasItsWorkersReplaced() throws Exception {
        assertThat(run(LeakyLibrary.class).lines()).containsExactly("30 documents, 3 workers");
    }

    @Test
    void nativeCrash_isSurvived() throws Exception {
        assertThat(run(NativeCrash.class).lines())
                .containsExactly(
                        "image 1 has size 1",
                        "image 2 has size 4",
                        "image 3: a native crash",
                        "image 4 has size 16");
    }

    @Test
    void untrustedPlugIn_hurtsOnlyItself() throws Exception {
        assertThat(run(UntrustedPlugIn.class).lines())
                .containsExactly(
                        "polite: 42",
                        "greedy: OutOfMemoryError",
                        "rude: WorkerDiedException",
                        "stuck: TaskTimeoutException",
                        "polite again: 42");
    }
}
