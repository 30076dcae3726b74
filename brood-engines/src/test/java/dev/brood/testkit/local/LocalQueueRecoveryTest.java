package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.JoinableQueue;
import dev.brood.SharedQueue;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// What is done to queues while a process recovers those of a dead one. Each test has a tree of its
/// own: recovery goes over the queues in the order of their cells.
class LocalQueueRecoveryTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /// The other queue, which the process that recovers has never met, comes first.
    @Test
    void queue_metWhileAProcessThatHadItInHandIsRecovered_isRecoveredToo(@TempDir Path directory)
            throws Exception {
        try (Brood brood = Brood.local();
                SharedQueue<JoinableQueue<Integer>> meet = brood.queue(1);
                SharedQueue<String> told = brood.queue(1)) {
            JoinableQueue<Integer> other = brood.<Integer>newJoinableQueue().capacity(8).open();
            JoinableQueue<Integer> queue =
                    brood.<Integer>newJoinableQueue().capacity(8).redeliver(true).open();
            queue.put(1);
            meet.put(queue);
            ChildProcess parent;
            try (Pause pause = Pause.in(directory)) {
                parent =
                        brood.process()
                                .systemProperty("brood.pause", pause.at("ledger.recover.done"))
                                .start(() -> loseAnItem(meet, told));
                assertThat(told.take()).isEqualTo("taken");
                pause.awaitReached(LONG);
                meet.put(queue);
                assertThat(told.take()).isEqualTo("met");
            }
            assertThat(told.take()).isEqualTo("1");
            assertThat(parent.join(LONG)).isTrue();
            assertThat(parent.failure()).isEmpty();
            queue.close();
            other.close();
        }
    }

    /// Has a child take an item and die, and takes it again.
    private static void loseAnItem(
            SharedQueue<JoinableQueue<Integer>> meet, SharedQueue<String> told)
            throws InterruptedException {
        SharedQueue<String> taken = Brood.local().queue(1);
        ChildProcess holder =
                Brood.local()
                        .start(() -> {
                            meet.take().take();
                            taken.put("taken");
                            Thread.currentThread().join();
                        });
        told.put(taken.take());
        holder.kill();
        JoinableQueue<Integer> queue = meet.take();
        told.put("met");
        Integer item = queue.poll(LONG);
        told.put(String.valueOf(item));
        queue.taskDone();
    }
}
