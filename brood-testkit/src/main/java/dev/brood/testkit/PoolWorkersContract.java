package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.ChildProcess;
import dev.brood.InitializerFailedException;
import dev.brood.ProcessPool;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedQueue;
import dev.brood.Task;
import dev.brood.Worker;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// What a pool does for its workers: makes them ready, lets them keep something, sees them off.
public abstract class PoolWorkersContract extends EngineContract {
    /// For subclasses.
    protected PoolWorkersContract() {}

    @Test
    @Covers({
        "O-01",
        "E-01",
        "TestInitializers.test_pool_initializer",
        "InitializerMixin.test_initializer"
    })
    void initializer_runsOnceInEachWorker_beforeItsFirstTask() throws Exception {
        try (SharedInt ran = brood().sharedInt(0);
                SharedEvent gate = brood().event();
                ProcessPool pool =
                        brood().newPool()
                                .workers(2)
                                .initializer(() -> {
                                    ran.incrementAndGet();
                                    System.setProperty("brood.test.ready", "yes");
                                })
                                .open()) {
            List<CompletableFuture<String>> futures = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                futures.add(
                        pool.submit(() -> {
                            gate.await();
                            return System.getProperty("brood.test.ready");
                        }));
            }
            Await.until(LONG, "both initializers", () -> ran.get() == 2);
            gate.set();
            for (int i = 0; i < 10; i++) {
                futures.add(pool.submit(() -> System.getProperty("brood.test.ready")));
            }
            for (CompletableFuture<String> future : futures) {
                assertThat(get(future)).isEqualTo("yes");
            }
            assertThat(ran.get()).isEqualTo(2);
        }
    }

    @Test
    @Covers({
        "O-16",
        "E-15",
        "FailingInitializerMixin.test_initializer",
        "FailingInitializerResourcesTest.test_forkserver",
        "FailingInitializerResourcesTest.test_spawn"
    })
    void failingInitializer_failsWhatWaits_withTheReason_insteadOfAStormOfStarts()
            throws Exception {
        try (SharedInt started = brood().sharedInt(0);
                SharedEvent gate = brood().event();
                ProcessPool pool =
                        brood().newPool()
                                .workers(2)
                                .name("models")
                                .initializer(() -> load(started, gate))
                                .open()) {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                futures.add(pool.submit(() -> 1));
            }
            Await.until(LONG, "two initializers", () -> started.get() == 2);
            gate.set();
            for (CompletableFuture<Integer> future : futures) {
                Throwable failure = catchThrowable(() -> get(future)).getCause();
                assertThat(failure)
                        .isInstanceOf(InitializerFailedException.class)
                        .hasMessageContaining("java.io.IOException: no model")
                        .hasCauseInstanceOf(IOException.class);
                assertThat(withoutNodes(failure.getMessage()))
                        .contains("the initializer of pool 'models' failed in worker")
                        .contains("models-worker-");
                assertThat(failure.getCause().getStackTrace()[0].getMethodName()).isEqualTo("load");
            }
            Await.until(LONG, "the end of both", () -> pool.workers().isEmpty());
            assertThat(started.get()).as("workers that were started").isEqualTo(2);
            assertThat(get(pool.submit(() -> 2))).as("the next one succeeds").isEqualTo(2);
        }
    }

    @Test
    void failingInitializer_asThePoolEnds_failsAllThatWait() throws Exception {
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        try (SharedEvent gate = brood().event();
                ProcessPool pool =
                        brood().newPool().workers(1).initializer(() -> refuse(gate)).open()) {
            for (int i = 0; i < 5_000; i++) {
                futures.add(pool.submit(() -> 1));
            }
            pool.shutdown();
            gate.set();
            for (CompletableFuture<Integer> future : futures) {
                assertThat(catchThrowable(() -> get(future)))
                        .hasCauseInstanceOf(InitializerFailedException.class);
            }
        }
    }

    private static void refuse(SharedEvent gate) throws Exception {
        gate.await();
        throw new IOException("no model");
    }

    /// Fails in the first two workers.
    private static void load(SharedInt started, SharedEvent gate) throws Exception {
        int number = started.incrementAndGet();
        gate.await();
        if (number <= 2) {
            throw new IOException("no model");
        }
    }

    @Test
    @Covers({"O-16", "E-15"})
    void initializerThatEndsItsWorker_isReported_withItsLastWords() throws Exception {
        try (ProcessPool pool =
                brood().newPool()
                        .workers(1)
                        .initializer(() -> {
                            System.err.println("the licence has run out");
                            System.exit(3);
                        })
                        .open()) {
            assertThatThrownBy(() -> get(pool.submit(() -> 1)))
                    .cause()
                    .isInstanceOf(InitializerFailedException.class)
                    .hasMessageContaining("exited with code 3")
                    .hasMessageContaining("the licence has run out")
                    .hasNoCause();
        }
    }

    @Test
    void workerKilledInItsInitializer_isReplaced_andNothingIsLost() throws Exception {
        try (SharedInt started = brood().sharedInt(0);
                ProcessPool pool =
                        brood().newPool()
                                .workers(1)
                                .initializer(() -> {
                                    if (started.incrementAndGet() == 1) {
                                        ChildProcess.current().kill();
                                    }
                                })
                                .open()) {
            assertThat(get(pool.submit(() -> Worker.current().number()))).isEqualTo(2);
            assertThat(started.get()).isEqualTo(2);
        }
    }

    /// What a worker keeps.
    static final class Session implements AutoCloseable {
        private final SharedQueue<String> log;

        Session(SharedQueue<String> log) {
            this.log = log;
        }

        @Override
        public void close() {
            log.add("closed");
        }
    }

    @Test
    @Covers(
            "_TestPoolWorkerLifetime.test_worker_finalization_via_atexit_handler_of_multiprocessing")
    void finalizer_runsWhenAWorkerEndsInOrder_andWhatItKeepsIsClosed() throws Exception {
        try (SharedQueue<String> log = brood().queue(10)) {
            try (ProcessPool pool =
                    brood().newPool()
                            .workers(1)
                            .name("tidy")
                            .finalizer(() -> log.put("bye of " + Worker.current().name()))
                            .open()) {
                Task<Boolean> task =
                        () -> {
                            Session first =
                                    Worker.current().state(Session.class, () -> new Session(log));
                            return first
                                    == Worker.current()
                                            .state(Session.class, () -> new Session(log));
                        };
                assertThat(get(pool.submit(task))).isTrue();
                assertThat(get(pool.submit(task))).isTrue();
                assertThat(log).isEmpty();
            }
            assertThat(withoutNodes(log.take())).isEqualTo("bye of tidy-worker-1");
            assertThat(log.take()).isEqualTo("closed");
            assertThat(log).isEmpty();
        }
    }

    @Test
    void current_tellsWhereATaskRuns_andThatCodeElsewhereDoesNot() throws Exception {
        assertThat(Worker.isWorker()).isFalse();
        assertThatThrownBy(Worker::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not a worker of a pool");
        try (ProcessPool pool = brood().newPool().workers(1).name("known").open()) {
            Task<List<Object>> task =
                    () -> {
                        Worker worker = Worker.current();
                        return List.of(
                                withoutNodes(worker.name()),
                                withoutNodes(worker.pool()),
                                worker.number(),
                                worker.tasksDone(),
                                Worker.isWorker());
                    };
            assertThat(get(pool.submit(task)))
                    .containsExactly("known-worker-1", "known", 1, 0L, true);
            assertThat(get(pool.submit(task)))
                    .containsExactly("known-worker-1", "known", 1, 1L, true);
        }
    }

    @Test
    void state_thatCannotBeMade_isTriedAgain() throws Exception {
        try (ProcessPool pool = brood().pool(1)) {
            assertThatThrownBy(() ->
                            get(
                                    pool.submit(() ->
                                            Worker.current()
                                                    .state(
                                                            "model",
                                                            () -> {
                                                                throw new IOException("not yet");
                                                            }))))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("not yet");
            assertThat(get(pool.submit(() -> Worker.current().state("model", () -> "made"))))
                    .isEqualTo("made");
        }
    }

    @Test
    @Covers("O-24")
    void pool_inItsOwnTask_isRefused_insteadOfAHang() throws Exception {
        try (ProcessPool pool = brood().newPool().name("own").workers(1).open()) {
            CompletableFuture<Integer> future = pool.submit(() -> pool.submit(() -> 1).get());
            assertThatThrownBy(() -> get(future))
                    .hasMessageContaining("pool 'own' belongs to the process that opened it")
                    .hasMessageContaining("a task may open a pool of its own");
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
