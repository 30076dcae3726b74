package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.RemoteFailureException;
import dev.brood.SharedQueue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How every engine's [ChildProcess] ends, what it leaves behind, and who waits for it: rows P-04,
/// P-09, P-11 to P-14 and P-17 of CPython's `multiprocessing`, and its tests `_TestProcess` and
/// `_TestSubclassingProcess`.
public abstract class ProcessEndingContract extends EngineContract {
    /// For subclasses.
    protected ProcessEndingContract() {}

    private ChildProcess sleeper() {
        return brood().start(() -> TimeUnit.HOURS.sleep(1));
    }

    // ---- of itself

    @Test
    @Covers({"P-09", "_TestSubclassingProcess.test_sys_exit"})
    void exitCode_isWhatExitWasGiven() throws Exception {
        for (int code : List.of(0, 1, 8, 42, 137, 255)) {
            ChildProcess child = brood().start(() -> System.exit(code));
            child.join();
            assertThat(child.exitStatus()).contains(new ExitStatus.Exited(code));
            assertThat(child.failure()).isEmpty();
        }
    }

    /// An exception with a state that travels.
    static final class Misfortune extends Exception {
        private static final long serialVersionUID = 1;
        final int degree;

        Misfortune(String message, int degree, Throwable cause) {
            super(message, cause);
            this.degree = degree;
        }
    }

    @Test
    @Covers("P-17")
    void failure_isWhatTheActionThrew_withStackCauseAndSuppressed() throws Exception {
        ChildProcess child = brood().start(() -> fail(3));
        child.join();

        assertThat(child.exitCode()).hasValue(1);
        Throwable failure = child.failure().orElseThrow();
        assertThat(failure).isInstanceOf(Misfortune.class).hasMessage("as expected");
        assertThat(((Misfortune) failure).degree).isEqualTo(3);
        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("fail");
    }

    private static void fail(int degree) throws Misfortune {
        Misfortune failure = new Misfortune("as expected", degree, new IOException("disk"));
        failure.addSuppressed(new IllegalStateException("on the side"));
        throw failure;
    }

    /// An exception that can't be serialized.
    static final class Stubborn extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Object notSerializable = new Object();

        Stubborn(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return super.getMessage() + (notSerializable == null ? "!" : "");
        }
    }

    @Test
    @Covers("P-17")
    void failure_thatCannotTravel_hasAStandIn() throws Exception {
        ChildProcess child =
                brood().start(() -> {
                    throw new Stubborn("no way");
                });
        child.join();

        Throwable failure = child.failure().orElseThrow();
        assertThat(failure).isInstanceOf(RemoteFailureException.class).hasMessage("no way");
        assertThat(((RemoteFailureException) failure).remoteClassName())
                .isEqualTo(Stubborn.class.getName());
    }

    @Test
    @Covers("_TestProcess.test_wait_for_threads")
    void threadsOfTheChild_keepItAlive_unlessDaemons() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    Thread.ofPlatform().daemon().start(() -> sleep());
                    Thread.ofPlatform()
                            .start(() -> {
                                pass(gate, queue);
                            });
                    queue.put("action done");
                });

        assertThat(queue.take()).isEqualTo("action done");
        assertThat(child.join(SHORT)).isFalse();
        gate.put("the last word");
        assertThat(queue.take()).isEqualTo("the last word");
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(0);
    }

    private static void sleep() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pass(SharedQueue<String> from, SharedQueue<String> to) {
        try {
            to.put(from.take());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- by others

    @Test
    @Covers({"P-09", "P-12", "_TestProcess.test_terminate"})
    void terminate_endsBySigterm() throws Exception {
        ChildProcess child = sleeper();
        child.terminate();

        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitStatus()).contains(new ExitStatus.Signaled(15));
        assertThat(child.exitCode()).hasValue(-15);
        child.terminate(); // without effect
    }

    @Test
    @Covers({"P-09", "P-13", "_TestProcess.test_kill"})
    void kill_endsBySigkill() throws Exception {
        ChildProcess child = sleeper();
        assertThat(child.join(Duration.ZERO)).isFalse();
        assertThat(child.join(Duration.ofMillis(-1))).isFalse();
        child.kill();

        assertThat(child.join(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(-9);
        assertThat(brood().activeChildren()).doesNotContain(child);
        child.kill(); // without effect
    }

    @Test
    @Covers("P-14")
    void interrupt_interruptsTheAction_whoseFinallyRuns() throws Exception {
        SharedQueue<String> queue = brood().queue(2);
        ChildProcess child =
                brood().start(() -> {
                    queue.put("ready");
                    try {
                        TimeUnit.HOURS.sleep(1);
                    } finally {
                        queue.put("finally");
                    }
                });
        queue.take();
        child.interrupt();

        assertThat(queue.take()).isEqualTo("finally");
        child.join();
        assertThat(child.exitCode()).hasValue(1);
        assertThat(child.failure()).get().isInstanceOf(InterruptedException.class);
    }

    // ---- waiting

    @Test
    @Covers({"P-04", "P-11", "_TestProcess.test_sentinel"})
    void join_onExit_andExitStatus_tellTheSame_toAnyThread() throws Exception {
        assertThatThrownBy(new ChildProcess(() -> {})::onExit)
                .isInstanceOf(IllegalStateException.class);
        SharedQueue<String> gate = brood().queue(1);
        ChildProcess child = brood().start(() -> gate.take());
        Thread virtual = Thread.ofVirtual().start(() -> joinUnchecked(child));
        assertThat(child.join(SHORT)).isFalse();
        assertThat(child.onExit()).isNotDone();
        gate.put("go");

        assertThat(child.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS)).isSameAs(child);
        child.join();
        child.join();
        assertThat(virtual.join(LONG)).isTrue();
        assertThat(child.join(Duration.ZERO)).isTrue();
    }

    private static void joinUnchecked(ChildProcess child) {
        try {
            child.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Covers("P-04")
    void join_interrupted_throws() {
        ChildProcess child = sleeper();
        Thread.currentThread().interrupt();

        assertThatThrownBy(child::join).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        child.kill();
    }
}
