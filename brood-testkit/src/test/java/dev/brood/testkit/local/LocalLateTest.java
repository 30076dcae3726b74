package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Pause;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/// Threads that are late: what they were at was closed, and its place is another object's by now.
class LocalLateTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /// More than there are places for objects of one size in what was used before.
    private static final int MANY = 400;

    private static Brood brood;
    @TempDir private Path directory;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    @Test
    void waiter_findsAnotherLockInItsPlace_knowsThatThisProcessHasClosedItsOwn() throws Exception {
        SharedQueue<String> words = brood.queue(2);
        ChildProcess child;
        try (Pause pause = Pause.in(directory)) {
            child =
                    brood.process()
                            .systemProperty("brood.pause", pause.at("sync.wait.woken"))
                            .start(() -> {
                                SharedLock lock = Brood.local().newLock().name("late").open();
                                lock.lock();
                                Thread waiter =
                                        Thread.ofPlatform()
                                                .start(() ->
                                                        tell(words, catchThrowable(lock::lock)));
                                Await.until(LONG, "the waiter", () -> lock.waiting() == 1);
                                lock.close();
                                for (int i = 0; i < MANY; i++) {
                                    var _ = Brood.local().lock();
                                }
                                words.put("taken");
                                waiter.join();
                            });
            assertThat(words.take()).isEqualTo("taken");
            pause.awaitReached(LONG);
        }
        assertThat(words.take()).isEqualTo("lock 'late' was closed by this process");
        child.join();
        assertThat(child.failure()).isEmpty();
        words.close();
    }

    private static void tell(SharedQueue<String> words, Throwable thrown) {
        words.add(String.valueOf(thrown.getMessage()));
    }
}
