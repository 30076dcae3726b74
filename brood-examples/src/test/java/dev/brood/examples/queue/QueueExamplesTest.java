package dev.brood.examples.queue;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The examples of queues between processes.
class QueueExamplesTest {
    @Test
    void queueBasics_answersExactly() throws Exception {
        assertThat(run(QueueBasics.class).lines())
                .containsExactly(
                        "one more fits: false",
                        "full: true",
                        "empty: false",
                        "size: 3",
                        "taken: 1",
                        "taken: hello",
                        "taken: [1, 5, 8]",
                        "one more: null");
    }

    @Test
    void addAndRead_fillsTheQueue_andEmptiesIt() throws Exception {
        assertThat(run(AddAndRead.class).lines())
                .containsExactly(
                        "add: 0",
                        "add: 1",
                        "add: 2",
                        "the queue is full",
                        "read: 0",
                        "read: 1",
                        "read: 2",
                        "the queue is empty");
    }

    @Test
    void writeAndRead_readsAllThatIsWritten() throws Exception {
        Example example = run(WriteAndRead.class);
        List<String> lines = example.lines();

        assertThat(example.linesWith("Put"))
                .containsExactly("Put A to queue...", "Put B to queue...", "Put C to queue...");
        assertThat(example.linesWith("Get"))
                .containsExactly("Get A from queue.", "Get B from queue.", "Get C from queue.");
        for (String value : List.of("A", "B", "C")) {
            assertThat(lines)
                    .containsSubsequence(
                            "Put " + value + " to queue...", "Get " + value + " from queue.");
        }
        assertThat(lines).hasSize(8).endsWith("Nothing more to get.", "Done!");
    }

    @Test
    void downloadAndProcess_processesAllThatIsDownloaded() throws Exception {
        assertThat(run(DownloadAndProcess.class).lines())
                .containsExactly(
                        "download finished", "processing finished, the data: [11, 22, 33]");
    }

    @Test
    void manyWriters_writeOnceEach() throws Exception {
        assertThat(run(ManyWriters.class).lines())
                .containsExactlyInAnyOrder("[42, 0, hello]", "[42, 1, hello]", "[42, 2, hello]");
    }

    @Test
    void sameQueueEverywhere_hasWhatTheChildrenPut() throws Exception {
        List<String> lines = run(SameQueueEverywhere.class).lines();

        assertThat(lines).hasSize(5);
        assertThat(lines.subList(0, 4))
                .allMatch(line -> line.matches("(main|child): queue-1 by handle \\d+"));
        assertThat(lines.getLast()).isEqualTo("in the queue: [hello, hello, hello]");
    }

    @Test
    void tasksAsObjects_areAllDone_onceEach() throws Exception {
        Example example = run(TasksAsObjects.class);
        int consumers = Math.toIntExact(Example.numbers(example.lines().getFirst()).getFirst());
        List<String> tasks = new ArrayList<>();
        List<String> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(i + " * " + i);
            results.add("Result: " + i + " * " + i + " = " + i * i);
        }

        assertThat(example.linesWith("Result: ")).containsExactlyInAnyOrderElementsOf(results);
        List<String> said =
                example.linesWith("Consumer-").stream()
                        .map(line -> line.replaceFirst("^Consumer-\\d+: ", ""))
                        .toList();
        assertThat(said).containsAll(tasks).hasSize(10 + consumers);
        assertThat(said).filteredOn("Exiting"::equals).hasSize(consumers);
    }
}
