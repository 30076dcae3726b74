package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.ChildProcess;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.ProcessPool;
import dev.brood.RemoteFailureException;
import dev.brood.SharedQueue;
import dev.brood.TaskOptions;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What `submit` of every engine's pools does, and how tasks, results and failures travel.
public abstract class PoolSubmitContract extends SharedPoolContract {
    /// For subclasses.
    protected PoolSubmitContract() {}

    @Test
    @Covers({
        "O-02",
        "O-03",
        "E-02",
        "_TestPool.test_apply",
        "_TestPool.test_async",
        "ExecutorTest.test_submit"
    })
    void submit_runsElsewhere_andGivesTheResult() throws Exception {
        String word = "word";
        CompletableFuture<List<Object>> result =
                pool().submit(() -> List.of(word, ChildProcess.current().pid()));

        assertThat(get(result)).hasSize(2).contains("word");
        assertThat(get(result).get(1)).isNotEqualTo(ChildProcess.current().pid());
        assertThat(get(pool().submit(() -> {}))).isNull();
        assertThat(get(pool().submit((Runnable & Serializable) () -> {}, "done")))
                .isEqualTo("done");
        assertThat(get(pool().submit((Callable<Integer> & Serializable) () -> 3))).isEqualTo(3);
    }

    @Test
    void results_andArguments_ofManyMegabytes_travelWhole() throws Exception {
        double[] large = new double[3_000_000];
        Arrays.setAll(large, i -> i);
        CompletableFuture<double[]> result =
                pool().submit(() -> {
                    double[] twice = new double[large.length];
                    Arrays.setAll(twice, i -> 2 * large[i]);
                    return twice;
                });
        large[0] = -1; // after the submission: must not show

        double[] twice = get(result);
        assertThat(twice).hasSize(large.length);
        assertThat(twice[0]).isZero();
        assertThat(twice[twice.length - 1]).isEqualTo(2.0 * (large.length - 1));
    }

    @Test
    @Covers({
        "O-22",
        "O-23",
        "E-06",
        "E-08",
        "E-09",
        "_TestPool.test_async_timeout",
        "FutureTests.test_result_with_timeout"
    })
    void future_tellsItsState_andGetWithATimeOutDoesNotEndTheTask() throws Exception {
        try (SharedQueue<Integer> gate = brood().queue(1)) {
            CompletableFuture<Integer> future = pool().submit(() -> gate.take());

            assertThat(future.state()).isEqualTo(Future.State.RUNNING);
            assertThat(future.isDone()).isFalse();
            assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> future.get(10, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            gate.put(7);
            assertThat(get(future)).isEqualTo(7);
            assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
            assertThat(future.resultNow()).isEqualTo(7);

            CompletableFuture<Integer> failing = pool().submit(() -> thrower());
            assertThatThrownBy(() -> get(failing)).isInstanceOf(ExecutionException.class);
            assertThat(failing.state()).isEqualTo(Future.State.FAILED);
            assertThat(failing.exceptionNow()).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Covers({"E-12", "E-13", "WaitTests.test_all_completed", "WaitTests.test_first_completed"})
    void futures_areWaitedFor_allOrAny() throws Exception {
        try (SharedQueue<Integer> gate = brood().queue(1)) {
            CompletableFuture<Integer> slow = pool().submit(() -> gate.take());
            CompletableFuture<Integer> quick = pool().submit(() -> 1);

            assertThat(get(CompletableFuture.anyOf(slow, quick))).isEqualTo(1);
            assertThat(slow).isNotDone();
            gate.put(2);
            get(CompletableFuture.allOf(slow, quick));
            assertThat(slow).isCompletedWithValue(2);
        }
    }

    @Test
    void with_otherOptions_goesToTheSameWorkers() throws Exception {
        long own = get(pool().submit(() -> ChildProcess.parent().orElseThrow().pid()));
        long other =
                get(
                        pool().with(TaskOptions.DEFAULTS.withName("named"))
                                .submit(() -> ChildProcess.parent().orElseThrow().pid()));

        assertThat(other).isEqualTo(own);
        assertThatThrownBy(() -> pool().with(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    @Covers({
        "O-20",
        "E-08",
        "E-19",
        "_TestPool.test_traceback",
        "ProcessPoolExecutorTest.test_traceback",
        "ExecutorDeadlockTest.test_error_during_func_exec_on_worker"
    })
    void failure_isTheExceptionItself_withTheWorkersStack() throws Exception {
        CompletableFuture<Integer> future = pool().submit(() -> thrower());

        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(e).hasCauseInstanceOf(IOException.class);
        assertThat(e.getCause()).hasMessage("no such thing");
        assertThat(e.getCause().getStackTrace()[0].getMethodName()).isEqualTo("thrower");
        StringWriter printed = new StringWriter();
        e.printStackTrace(new PrintWriter(printed, true));
        assertThat(printed.toString())
                .contains("Caused by: java.io.IOException: no such thing", "thrower(");
        assertThat(get(pool().submit(() -> 1))).as("the pool goes on").isEqualTo(1);
    }

    private static int thrower() throws IOException {
        throw new IOException("no such thing");
    }

    @Test
    @Covers({
        "O-17",
        "E-16",
        "_TestPool.test_map_unplicklable",
        "ExecutorDeadlockTest.test_error_at_task_pickle"
    })
    void task_thatCannotBeEncoded_failsItsFuture_only() throws Exception {
        Object secret = new Object();
        CompletableFuture<Integer> future = pool().submit(() -> secret.hashCode());

        assertThatThrownBy(() -> get(future))
                .hasCauseInstanceOf(EncodingException.class)
                .hasMessageContaining("task")
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> get(pool().submit((Callable<Integer>) () -> 1)))
                .hasCauseInstanceOf(EncodingException.class);
        assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
    }

    @Test
    @Covers({"O-18", "E-17", "_TestPoolWorkerErrors.test_unpickleable_result"})
    void result_thatCannotBeEncoded_failsItsFuture_only() throws Exception {
        assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
        List<Long> workers = pool().workers().stream().map(ChildProcess::pid).toList();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> get(pool().submit(() -> new Object())))
                    .hasCauseInstanceOf(EncodingException.class)
                    .hasMessageContaining("result");
        }
        assertThat(pool().workers().stream().map(ChildProcess::pid).toList()).containsAll(workers);
    }

    /// A value that can't be decoded.
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not for reading");
        }
    }

    @Test
    @Covers({
        "E-18",
        "ExecutorDeadlockTest.test_error_during_result_unpickle_in_result_handler",
        "ExecutorDeadlockTest.test_error_at_task_unpickle"
    })
    void valueThatCannotBeDecoded_failsItsFuture_only() throws Exception {
        assertThatThrownBy(() -> get(pool().submit(() -> new Poison())))
                .hasCauseInstanceOf(DecodingException.class);
        Poison poison = new Poison();
        assertThatThrownBy(() -> get(pool().submit(() -> poison.hashCode())))
                .hasCauseInstanceOf(DecodingException.class);
        assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
    }

    /// An exception that can't be rebuilt.
    static final class Unbuildable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbuildable(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("not for reading");
        }
    }

    @Test
    @Covers("O-19")
    void exceptionThatCannotBeRebuilt_hasAStandIn() throws Exception {
        assertThatThrownBy(() ->
                        get(
                                pool().submit(() -> {
                                    throw new Unbuildable("gone");
                                })))
                .hasCauseInstanceOf(RemoteFailureException.class)
                .hasMessageContaining("gone");
        assertThat(get(pool().submit(() -> 1))).isEqualTo(1);
    }

    @Test
    @Covers("O-24")
    void pool_cannotTravel() {
        ProcessPool captured = pool();

        assertThatThrownBy(() -> get(pool().submit(() -> captured.isShutdown())))
                .hasCauseInstanceOf(EncodingException.class)
                .hasMessageContaining("captured");
    }
}
