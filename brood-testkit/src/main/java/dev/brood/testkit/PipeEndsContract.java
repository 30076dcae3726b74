package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.BrokenPipeException;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Who holds the ends of a pipe, how they travel, and what becomes of a pipe whose ends go: rows
/// C-09 and C-11 of CPython's `multiprocessing`, its tests `_TestPicklingConnections`, and more.
public abstract class PipeEndsContract extends EngineContract {

    /// For subclasses.
    protected PipeEndsContract() {}

    private static <T> FutureTask<T> inThread(boolean virtual, Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        if (virtual) {
            Thread.ofVirtual().start(task);
        } else {
            Thread.ofPlatform().daemon().start(task);
        }
        return task;
    }

    @Test
    @Covers({"C-09", "test_spawn_close"})
    void parent_closesTheChildsEnd_rightAfterStart() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child = brood().start(() -> theirs.send(theirs.receive() + "?"));
        theirs.close();
        pipe.first().send("there");
        assertThat(pipe.first().receive()).isEqualTo("there?");
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        child.join();
        pipe.close();
    }

    @Test
    @Covers({"C-03", "C-09"})
    void parent_keepsTheChildsEnd_andStillSeesItsDeath() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child =
                brood().process()
                        .name("doomed")
                        .start(() -> {
                            theirs.send("last words");
                            theirs.receive();
                        });
        assertThat(pipe.first().receive()).isEqualTo("last words");
        child.kill();
        assertThatThrownBy(() -> pipe.first().receive())
                .isInstanceOf(EOFException.class)
                .hasMessage(
                        "nothing more will come: the other end of pipe '%s' was left by 'doomed' (pid %d), which died"
                                .formatted(pipe.first().name(), child.pid()));
        assertThatThrownBy(() -> pipe.first().send("anyone?"))
                .isInstanceOf(BrokenPipeException.class)
                .hasMessageContaining("broken pipe")
                .hasMessageContaining("'doomed' (pid " + child.pid() + "), which died");
        assertThatThrownBy(theirs::receive)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("is gone");
        pipe.close();
    }

    @Test
    @Covers("C-03")
    void child_killedBeforeItsEndArrived_hasHeldIt() throws Exception {
        for (int i = 0; i < 5; i++) {
            Pipe pipe = brood().pipe();
            Connection theirs = pipe.second();
            ChildProcess child = brood().start(() -> theirs.receive());
            child.kill();
            assertThatThrownBy(() -> pipe.first().receive())
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("(pid " + child.pid() + ")");
            pipe.close();
        }
    }

    @Test
    @Covers({"C-02", "C-03"})
    void waiters_onBothSides_learnThatTheOtherHasDied() throws Exception {
        Pipe pipe = brood().newPipe().capacity(4096).open();
        Connection theirs = pipe.second();
        ChildProcess child =
                brood().start(() -> {
                    theirs.send("here");
                    Thread.currentThread().join();
                });
        assertThat(pipe.first().receive()).isEqualTo("here");
        FutureTask<Boolean> receiver =
                inThread(
                        false,
                        () -> {
                            assertThatThrownBy(() -> pipe.first().receive())
                                    .isInstanceOf(EOFException.class);
                            return true;
                        });
        FutureTask<Boolean> sender =
                inThread(
                        true,
                        () -> {
                            assertThatThrownBy(
                                            () -> {
                                                while (true) {
                                                    pipe.first().sendBytes(new byte[1000]);
                                                }
                                            })
                                    .isInstanceOf(BrokenPipeException.class);
                            return true;
                        });
        assertThat(pipe.first().poll(SHORT)).isFalse();
        child.kill();
        assertThat(receiver.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(sender.get(60, TimeUnit.SECONDS)).isTrue();
        pipe.close();
    }

    @Test
    @Covers("C-03")
    void lastOfSeveralHolders_isTheOneThatCounts() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess first = brood().start(() -> theirs.send("first"));
        first.join();
        assertThat(pipe.first().receive()).isEqualTo("first");
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> theirs.send("late"))
                .as("an end that is gone does not come back")
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("is gone: it was");
        pipe.close();
    }

    @Test
    @Covers("C-03")
    void twoHolders_oneDies_theOtherGoesOn() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess doomed = brood().start(() -> theirs.receive());
        ChildProcess survivor =
                brood().start(() -> {
                    while (!theirs.receive().equals("end")) {
                        theirs.send("alive");
                    }
                });
        doomed.kill();
        doomed.join();
        pipe.first().send("question");
        assertThat(pipe.first().receive()).isEqualTo("alive");
        pipe.first().send("end");
        survivor.join();
        assertThatThrownBy(() -> pipe.first().receive())
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("(pid " + survivor.pid() + ")");
        pipe.close();
    }

    @Test
    @Covers("C-09")
    void unusedEnd_closedByItsMaker_isGone() throws Exception {
        Pipe pipe = brood().pipe();
        pipe.second().close();
        assertThatThrownBy(() -> pipe.first().receive())
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("closed by");
        assertThatThrownBy(() -> pipe.first().send(1)).isInstanceOf(BrokenPipeException.class);
        pipe.close();
    }

    @Test
    @Covers("C-03")
    void whatWasSent_isReceived_afterItsSenderHasDied() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child =
                brood().start(() -> {
                    for (int i = 0; i < 1000; i++) {
                        theirs.send(i);
                    }
                    theirs.sendBytes(new byte[1 << 20]);
                    ChildProcess.current().kill();
                });
        child.join();
        for (int i = 0; i < 1000; i++) {
            assertThat(pipe.first().receive()).isEqualTo(i);
        }
        assertThat(pipe.first().receiveBytes()).hasSize(1 << 20);
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        pipe.close();
    }

    @Test
    @Covers({"C-11", "test_access", "test_pickling"})
    void connections_travelThroughConnections_andKeepTheirDirection() throws Exception {
        Pipe control = brood().pipe();
        Connection theirs = control.second();
        ChildProcess child =
                brood().start(() -> {
                    Connection reader = theirs.receive(Connection.class);
                    Connection writer = theirs.receive(Connection.class);
                    assertThat(reader.isReadable()).isTrue();
                    assertThat(reader.isWritable()).isFalse();
                    assertThat(writer.isReadable()).isFalse();
                    writer.send("got " + reader.receive());
                });
        Pipe down = brood().newPipe().duplex(false).open();
        Pipe up = brood().newPipe().duplex(false).open();
        control.first().send(down.receiver());
        down.receiver().close();
        control.first().send(up.sender());
        down.sender().send("this");
        assertThat(up.receiver().receive()).isEqualTo("got this");
        child.join();
        assertThat(child.exitCode()).hasValue(0);
        assertThatThrownBy(() -> up.receiver().receive()).isInstanceOf(EOFException.class);
        control.close();
        down.close();
        up.close();
    }

    @Test
    @Covers("C-11")
    void pipes_travelInQueuesTasksAndResults() throws Exception {
        SharedQueue<Pipe> queue = brood().queue(3);
        Pipe pipe = brood().pipe();
        queue.put(pipe);
        Pipe arrived = queue.take();
        assertThat(arrived.first()).isSameAs(pipe.first());
        Connection theirs = pipe.second();
        try (ProcessPool pool = brood().pool(1)) {
            pipe.first().send(20);
            assertThat(pool.submit(() -> 1 + (Integer) theirs.receive()).get()).isEqualTo(21);
            assertThat(pool.submit(() -> List.of(theirs)).get().getFirst().isReadable()).isTrue();
        }
        pipe.close();
        queue.close();
    }

    @Test
    @Covers({"C-09", "C-11"})
    void endUnderWay_closedByWhoSentIt_isNotGone() throws Exception {
        SharedQueue<Connection> queue = brood().queue(3);
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        pipe.first().send("for whoever comes");
        ChildProcess relay =
                brood().start(() -> {
                    Connection passing = theirs;
                    passing.poll();
                    queue.put(passing);
                    passing.close();
                });
        relay.join();
        assertThat(relay.exitCode()).hasValue(0);
        assertThat(pipe.first().poll(SHORT)).isFalse();
        ChildProcess taker =
                brood().start(() -> {
                    Connection mine = queue.take();
                    mine.send(mine.receive());
                });
        assertThat(pipe.first().receive()).isEqualTo("for whoever comes");
        taker.join();
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        pipe.close();
        queue.close();
    }

    @Test
    @Covers("C-09")
    void end_closedHereAndComingBack_isOpenAgain() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        Pipe back = brood().pipe();
        Connection way = back.second();
        ChildProcess child =
                brood().start(() -> {
                    way.send(theirs);
                    way.receive();
                });
        theirs.close();
        Connection again = back.first().receive(Connection.class);
        assertThat(again).isNotSameAs(theirs);
        again.send("hello");
        assertThat(pipe.first().receive()).isEqualTo("hello");
        back.first().send("end");
        child.join();
        again.close();
        assertThatThrownBy(() -> pipe.first().receive()).isInstanceOf(EOFException.class);
        pipe.close();
        back.close();
    }

    @Test
    @Covers("C-09")
    void close_wakesThoseWhoWaitInThisProcess() throws Exception {
        for (boolean virtual : new boolean[] {false, true}) {
            Pipe pipe = brood().newPipe().capacity(4096).open();
            FutureTask<Boolean> receiver =
                    inThread(
                            virtual,
                            () -> {
                                assertThatThrownBy(() -> pipe.first().receive())
                                        .isInstanceOf(ClosedException.class);
                                return true;
                            });
            FutureTask<Boolean> sender =
                    inThread(
                            virtual,
                            () -> {
                                assertThatThrownBy(
                                                () -> {
                                                    while (true) {
                                                        pipe.first().send(new byte[500]);
                                                    }
                                                })
                                        .isInstanceOf(ClosedException.class);
                                return true;
                            });
            assertThat(pipe.second().poll(LONG)).isTrue();
            pipe.first().close();
            assertThat(receiver.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(sender.get(60, TimeUnit.SECONDS)).isTrue();
            pipe.close();
        }
    }

    @Test
    @Covers("C-03")
    void interrupt_endsAWait_andLosesNothing() throws Exception {
        try (Pipe pipe = brood().newPipe().capacity(4096).open()) {
            for (boolean virtual : new boolean[] {false, true}) {
                Thread[] thread = new Thread[1];
                FutureTask<Boolean> waiter =
                        new FutureTask<>(() -> {
                            assertThatThrownBy(() -> pipe.first().receive())
                                    .isInstanceOf(InterruptedException.class);
                            return true;
                        });
                thread[0] =
                        virtual
                                ? Thread.ofVirtual().start(waiter)
                                : Thread.ofPlatform().daemon().start(waiter);
                assertThat(pipe.first().poll(SHORT)).isFalse();
                thread[0].interrupt();
                assertThat(waiter.get(60, TimeUnit.SECONDS)).isTrue();
            }
            pipe.second().send("still here");
            assertThat(pipe.first().receive()).isEqualTo("still here");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pipe.first().send(1)).isInstanceOf(InterruptedException.class);
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    @Covers("C-03")
    void receive_byAThousandVirtualThreads_givesEachAMessage() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            List<FutureTask<Object>> receivers =
                    java.util.stream.IntStream.range(0, 1000)
                            .mapToObj(_ -> inThread(true, () -> pipe.first().receive()))
                            .toList();
            for (int i = 0; i < 1000; i++) {
                assertThat(pipe.second().send(i, Duration.ofSeconds(60))).isTrue();
            }
            long sum = 0;
            for (FutureTask<Object> each : receivers) {
                sum += (Integer) each.get(60, TimeUnit.SECONDS);
            }
            assertThat(sum).isEqualTo(999 * 500);
        }
    }
}
