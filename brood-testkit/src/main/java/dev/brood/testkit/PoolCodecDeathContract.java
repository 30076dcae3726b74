package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.ChildProcess;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.ExitStatus;
import dev.brood.ProcessPool;
import dev.brood.Task;
import dev.brood.WorkerDiedException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// What becomes of a pool whose workers die, or fail, not in a task but while they decode one or
/// encode its result: it costs the one task all the same.
public abstract class PoolCodecDeathContract extends EngineContract {
    private static final int SIGKILL = 9;
    private static final int CODE = 7;
    private static final int MEGABYTES = 16;

    /// For subclasses.
    protected PoolCodecDeathContract() {}

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static WorkerDiedException death(CompletableFuture<?> future) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
        return (WorkerDiedException) e.getCause();
    }

    /// How a worker comes to its end.
    enum End {
        KILLED,
        EXITED;

        ExitStatus status() {
            return switch (this) {
                case KILLED -> new ExitStatus.Signaled(SIGKILL);
                case EXITED -> new ExitStatus.Exited(CODE);
            };
        }

        /// Ends this process, unless it is the test's own.
        void come(long spared) {
            long pid = ChildProcess.current().pid();
            if (pid == spared) {
                throw new IllegalStateException("this should be done by a worker");
            }
            if (this == EXITED) {
                System.exit(CODE);
            }
            ChildProcess.current().kill();
        }
    }

    /// A value that ends whoever decodes it, with as much behind it as is said.
    static final class DeadlyToRead implements Serializable {
        private static final long serialVersionUID = 1;

        private final End end;
        private final long maker = ChildProcess.current().pid();
        private final int megabytes;

        DeadlyToRead(End end, int megabytes) {
            this.end = end;
            this.megabytes = megabytes;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            for (int i = 0; i < megabytes; i++) {
                out.write(new byte[1 << 20]);
            }
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            end.come(maker);
        }
    }

    /// A value that ends whoever encodes it, after so much of it.
    static final class DeadlyToWrite implements Serializable {
        private static final long serialVersionUID = 1;

        private final End end;
        private final long spared;
        private final int megabytes;

        DeadlyToWrite(End end, long spared, int megabytes) {
            this.end = end;
            this.spared = spared;
            this.megabytes = megabytes;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            for (int i = 0; i < megabytes; i++) {
                out.write(new byte[1 << 20]);
            }
            out.flush();
            end.come(spared);
        }
    }

    /// A value that can't be encoded, and says why.
    static final class Unwritable implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new IOException("no words for it");
        }
    }

    /// A value of which the decoding fails as no code expects.
    static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            throw new AssertionError("unheard of");
        }
    }

    /// Runs tasks that end their worker among others. Several, and in a pool that is new: they must
    /// not be taken for workers that can't start.
    private void assertCostsOnly(End end, Task<?> deadly) throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            for (int i = 0; i < 2; i++) {
                CompletableFuture<?> dying = pool.submit(deadly);
                CompletableFuture<Integer> behind = pool.submit(() -> 1);
                assertThat(death(dying).exitStatus()).isEqualTo(end.status());
                assertThat(get(behind)).isEqualTo(1);
            }
        }
        List<CompletableFuture<?>> dying = new ArrayList<>();
        CompletableFuture<Integer> last;
        try (ProcessPool pool = brood().pool(1)) {
            for (int i = 0; i < 4; i++) {
                dying.add(pool.submit(deadly));
            }
            last = pool.submit(() -> 2);
        }
        for (CompletableFuture<?> each : dying) {
            assertThat(death(each).exitStatus()).isEqualTo(end.status());
        }
        assertThat(last).isCompletedWithValue(2);
    }

    private static Task<Integer> taskWith(Object captured) {
        return () -> captured.hashCode();
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_crash_at_task_unpickle")
    void killed_whileItDecodesATask() throws Exception {
        assertCostsOnly(End.KILLED, taskWith(new DeadlyToRead(End.KILLED, 0)));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_exit_at_task_unpickle")
    void exit_whileItDecodesATask() throws Exception {
        assertCostsOnly(End.EXITED, taskWith(new DeadlyToRead(End.EXITED, 0)));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_crash_big_data")
    void killed_whileAVeryLargeTaskIsWrittenToIt() throws Exception {
        assertCostsOnly(End.KILLED, taskWith(new DeadlyToRead(End.KILLED, MEGABYTES)));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_crash_during_result_pickle_on_worker")
    void killed_whileItEncodesAResult() throws Exception {
        long spared = ChildProcess.current().pid();
        assertCostsOnly(End.KILLED, () -> new DeadlyToWrite(End.KILLED, spared, 0));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_exit_during_result_pickle_on_worker")
    void exit_whileItEncodesAResult() throws Exception {
        long spared = ChildProcess.current().pid();
        assertCostsOnly(End.EXITED, () -> new DeadlyToWrite(End.EXITED, spared, 0));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_crash_big_data")
    void killed_amidAVeryLargeResult() throws Exception {
        long spared = ChildProcess.current().pid();
        assertCostsOnly(End.KILLED, () -> new DeadlyToWrite(End.KILLED, spared, MEGABYTES));
    }

    @Test
    @Covers("ExecutorDeadlockTest.test_error_during_result_pickle_on_worker")
    void errorWhileAResultIsEncoded_isOnItsFuture_andTheWorkerLives() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            long worker = get(pool.submit(() -> ChildProcess.current().pid()));

            assertThatThrownBy(() -> get(pool.submit(() -> new Unwritable())))
                    .hasCauseInstanceOf(EncodingException.class)
                    .hasStackTraceContaining("no words for it");
            assertThat(get(pool.submit(() -> ChildProcess.current().pid()))).isEqualTo(worker);
        }
    }

    /// The nearest to an exit in Python, which is an exception that most code does not catch. An
    /// exit in Java, while this process decodes, is its own.
    @Test
    @Covers("ExecutorDeadlockTest.test_exit_during_result_unpickle_in_result_handler")
    void errorOfNoKnownKindWhileAResultIsDecodedHere_isOnItsFuture_only() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            CompletableFuture<?> failing = pool.submit(() -> new Unreadable());
            CompletableFuture<Integer> behind = pool.submit(() -> 1);

            assertThatThrownBy(() -> get(failing))
                    .hasCauseInstanceOf(DecodingException.class)
                    .hasStackTraceContaining("unheard of");
            assertThat(get(behind)).isEqualTo(1);
            assertThatThrownBy(() -> get(pool.submit(taskWith(new Unreadable()))))
                    .as("the same in the worker")
                    .hasCauseInstanceOf(DecodingException.class)
                    .hasStackTraceContaining("unheard of");
            assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }
}
