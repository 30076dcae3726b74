package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.SharedQueue;
import dev.brood.Waitable;

import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// What every engine's [Connection#anyReady] does: row C-17 of CPython's `multiprocessing` and its
/// tests `TestWait`, and more.
public abstract class ReadinessContract extends EngineContract {

    /// For subclasses.
    protected ReadinessContract() {}

    /// Receives from several until all have ended.
    private static List<Object> receiveAll(List<Connection> connections) throws Exception {
        List<Connection> open = new ArrayList<>(connections);
        List<Object> received = new ArrayList<>();
        while (!open.isEmpty()) {
            for (Connection each : Connection.anyReady(open, LONG)) {
                try {
                    received.add(each.receive());
                } catch (EOFException _) {
                    open.remove(each);
                    each.close();
                }
            }
        }
        return received;
    }

    private void waitForSeveral(boolean slowly) throws Exception {
        List<Connection> readers = new ArrayList<>();
        List<Object> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pipe pipe = brood().newPipe().duplex(false).open();
            Connection writer = pipe.sender();
            int number = i;
            brood().start(() -> {
                for (int n = 0; n < 10; n++) {
                    if (slowly) {
                        assertThat(
                                        new java.util.concurrent.CountDownLatch(1)
                                                .await(
                                                        (n * 7 + number * 3) % 10,
                                                        TimeUnit.MILLISECONDS))
                                .isFalse();
                    }
                    writer.send(10 * number + n);
                }
            });
            readers.add(pipe.receiver());
            for (int n = 0; n < 10; n++) {
                expected.add(10 * i + n);
            }
        }
        assertThat(receiveAll(readers)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @Covers({"C-17", "test_wait"})
    void severalPipes_untilAllHaveEnded_giveAllMessages() throws Exception {
        waitForSeveral(false);
    }

    @Test
    @Covers({"C-17", "test_wait_slow"})
    void severalSlowPipes_giveAllMessages() throws Exception {
        waitForSeveral(true);
    }

    @Test
    @Covers({"C-17", "test_wait_timeout", "test_neg_timeout"})
    void nothingReady_timesOut_withAnEmptyList() throws Exception {
        Pipe one = brood().pipe();
        Pipe two = brood().pipe();
        List<Connection> both = List.of(one.first(), two.first());
        assertThat(Connection.anyReady(both, Duration.ZERO)).isEmpty();
        assertThat(Connection.anyReady(both, Duration.ofSeconds(-1))).isEmpty();
        assertThat(Connection.anyReady(both, SHORT)).isEmpty();
        two.second().send("x");
        assertThat(Connection.anyReady(both, LONG)).containsExactly(two.first());
        assertThat(Connection.anyReady(both, Duration.ZERO)).containsExactly(two.first());
        assertThat(Connection.anyReady(List.<Connection>of(), SHORT)).isEmpty();
        one.close();
        two.close();
    }

    @Test
    @Covers({"C-17", "test_wait_integer"})
    void connectionsQueuesAndProcesses_together_inTheOrderGiven() throws Exception {
        Pipe pipe = brood().pipe();
        SharedQueue<String> queue = brood().queue(3);
        Pipe life = brood().pipe();
        Connection end = life.second();
        ChildProcess child = brood().start(() -> end.receive());
        List<Waitable> all = List.of(queue, child, pipe.first());
        assertThat(Connection.anyReady(all, SHORT)).isEmpty();

        pipe.second().send(1);
        assertThat(Connection.anyReady(all, LONG)).containsExactly(pipe.first());
        queue.put("x");
        assertThat(Connection.anyReady(all, LONG)).containsExactly(queue, pipe.first());
        pipe.first().receive();
        queue.take();

        FutureTask<List<Waitable>> waiter = new FutureTask<>(() -> Connection.anyReady(all, LONG));
        Thread.ofPlatform().daemon().start(waiter);
        life.first().send("end");
        assertThat(waiter.get(60, TimeUnit.SECONDS)).containsExactly(child);
        assertThat(Connection.anyReady(child, queue)).containsExactly(child);
        queue.close();
        assertThat(Connection.anyReady(all, LONG)).containsExactly(queue, child);
        pipe.close();
        life.close();
    }

    @Test
    @Covers("C-17")
    void process_killed_isReady_andSoIsItsConnection() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child = brood().start(() -> theirs.receive());
        FutureTask<List<Waitable>> waiter = new FutureTask<>(() -> Connection.anyReady(child));
        Thread.ofVirtual().start(waiter);
        assertThat(Connection.anyReady(List.of(pipe.first(), child), SHORT)).isEmpty();
        child.kill();
        assertThat(waiter.get(60, TimeUnit.SECONDS)).containsExactly(child);
        assertThat(Connection.anyReady(pipe.first(), child)).containsExactly(pipe.first(), child);
        pipe.close();
    }

    @Test
    @Covers("C-17")
    void aHundred_andMore_areWaitedForTogether() throws Exception {
        for (int count : new int[] {100, 130}) {
            List<Pipe> pipes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                pipes.add(brood().newPipe().duplex(false).capacity(4096).open());
            }
            List<Connection> receivers = pipes.stream().map(Pipe::receiver).toList();
            List<Connection> senders = pipes.stream().map(Pipe::sender).toList();
            ChildProcess child =
                    brood().start(() -> {
                        for (int i = count - 1; i >= 0; i--) {
                            senders.get(i).send(i);
                        }
                    });
            assertThat(receiveAll(receivers)).hasSize(count);
            child.join();
            assertThat(child.exitCode()).hasValue(0);
            pipes.forEach(Pipe::close);
        }
    }

    @Test
    @Covers("C-17")
    void interrupt_endsTheWait() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            for (boolean virtual : new boolean[] {false, true}) {
                FutureTask<Boolean> waiter =
                        new FutureTask<>(() -> {
                            assertThatThrownBy(() -> Connection.anyReady(pipe.first()))
                                    .isInstanceOf(InterruptedException.class);
                            return true;
                        });
                Thread thread =
                        virtual
                                ? Thread.ofVirtual().start(waiter)
                                : Thread.ofPlatform().daemon().start(waiter);
                assertThat(pipe.first().poll(SHORT)).isFalse();
                thread.interrupt();
                assertThat(waiter.get(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    @Covers("C-17")
    void waiterWhoOnlyLooks_takesNoWakeUpFromWhoReceives() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            for (int i = 0; i < 200; i++) {
                FutureTask<List<Waitable>> looker =
                        new FutureTask<>(() -> Connection.anyReady(pipe.first()));
                FutureTask<Object> receiver = new FutureTask<>(() -> pipe.first().receive());
                Thread.ofPlatform().daemon().start(looker);
                Thread.ofPlatform().daemon().start(receiver);
                pipe.second().send(i);
                assertThat(receiver.get(60, TimeUnit.SECONDS)).isEqualTo(i);
                pipe.second().send("for the looker");
                assertThat(looker.get(60, TimeUnit.SECONDS)).containsExactly(pipe.first());
                assertThat(pipe.first().receive()).isEqualTo("for the looker");
            }
        }
    }

    @Test
    @Covers("C-17")
    void whatCanNeverBeReady_isRefused() throws Exception {
        Pipe pipe = brood().newPipe().duplex(false).open();
        assertThatThrownBy(() -> Connection.anyReady(pipe.sender()))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Connection.anyReady(new ChildProcess(() -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was not started");
        assertThatThrownBy(() -> Connection.anyReady())
                .isInstanceOf(IllegalArgumentException.class);
        FutureTask<Boolean> waiter =
                new FutureTask<>(() -> {
                    assertThatThrownBy(() -> Connection.anyReady(pipe.receiver()))
                            .isInstanceOf(ClosedException.class);
                    return true;
                });
        Thread.ofPlatform().daemon().start(waiter);
        assertThat(pipe.receiver().poll(SHORT)).isFalse();
        pipe.receiver().close();
        assertThat(waiter.get(60, TimeUnit.SECONDS)).isTrue();
        pipe.close();
    }
}
