package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brood.ChildProcess;
import dev.brood.ProcessPool;
import dev.brood.TaskOptions;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// What workers print and log: it arrives in the process of their pool, whole and in time.
public abstract class PoolOutputContract extends EngineContract {
    private static final int LINE = 10_000; // more than a pipe writes at once
    private static final int LINES = 50;

    /// For subclasses.
    protected PoolOutputContract() {}

    /// What a program prints as long as a body runs, in place of the test's own output.
    private static List<String> printed(Body body) throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            body.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /// Uses a pool.
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    @Test
    void lines_ofSeveralWorkers_arriveWhole_howeverLong() throws Exception {
        List<String> lines =
                printed(() -> {
                    try (ProcessPool pool = brood().pool(2)) {
                        List<CompletableFuture<Void>> futures = new ArrayList<>();
                        for (String letter : List.of("a", "b", "c", "ö")) {
                            futures.add(pool.submit(() -> print(letter)));
                        }
                        for (CompletableFuture<Void> future : futures) {
                            get(future);
                        }
                    }
                });
        assertThat(lines)
                .hasSize(4 * LINES)
                .containsOnly(
                        "a".repeat(LINE), "b".repeat(LINE), "c".repeat(LINE), "ö".repeat(LINE));
    }

    private static void print(String letter) {
        for (int i = 0; i < LINES; i++) {
            System.out.print(letter.repeat(LINE / 2));
            System.out.flush();
            System.out.println(letter.repeat(LINE / 2));
        }
    }

    @Test
    void output_isThere_beforeTheResult_withWorkerAndTaskInFrontOnRequest() throws Exception {
        List<String> lines =
                printed(() -> {
                    try (ProcessPool pool =
                            brood().newPool()
                                    .workers(1)
                                    .name("loud")
                                    .prefixOutput(true)
                                    .initializer(() -> System.out.println("ready"))
                                    .open()) {
                        get(
                                pool.with(TaskOptions.DEFAULTS.withName("thumbnail"))
                                        .submit(() -> {
                                            System.out.println("one\ntwo");
                                            System.err.print("no end");
                                        }));
                        System.out.println("done");
                    }
                });
        assertThat(lines)
                .containsExactly(
                        "[loud-worker-1] ready",
                        "[loud-worker-1 thumbnail] one",
                        "[loud-worker-1 thumbnail] two",
                        "[loud-worker-1 thumbnail] no end",
                        "done");
    }

    @Test
    void output_ofAWorkerThatDies_arrives() throws Exception {
        List<String> lines =
                printed(() -> {
                    try (ProcessPool pool = brood().pool(1)) {
                        pool.submit(
                                        () -> {
                                            System.out.println("last words");
                                            ChildProcess.current().kill();
                                        })
                                .handle((_, failure) -> failure)
                                .get(LONG.toSeconds(), TimeUnit.SECONDS);
                    }
                });
        assertThat(lines).containsExactly("last words");
    }

    /// Collects what reaches this process's root logger.
    private static final class Records extends Handler implements AutoCloseable {
        final List<LogRecord> all = new CopyOnWriteArrayList<>();

        Records() {
            Logger.getLogger("").addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            if (String.valueOf(record.getLoggerName()).startsWith("test.brood")) {
                all.add(record);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            Logger.getLogger("").removeHandler(this);
        }
    }

    @Test
    @Covers({"_TestLogging.test_enable_logging", "_TestLogging.test_level"})
    void logRecords_ofWorkers_areLoggedHere_asTheyWereMade() throws Exception {
        Logger fine = Logger.getLogger("test.brood.fine");
        fine.setLevel(Level.FINE);
        fine.setUseParentHandlers(true);
        long before = System.currentTimeMillis();
        try (Records records = new Records();
                ProcessPool pool = brood().pool(1)) {
            get(
                    pool.submit(() -> {
                        System.Logger logger = System.getLogger("test.brood.fine");
                        logger.log(System.Logger.Level.DEBUG, "reads {0} files", 3);
                        logger.log(System.Logger.Level.TRACE, "too fine to travel");
                        System.getLogger("test.brood")
                                .log(
                                        System.Logger.Level.ERROR,
                                        "cannot read",
                                        new IllegalStateException("torn"));
                    }));
            assertThat(records.all)
                    .extracting(
                            LogRecord::getLoggerName, LogRecord::getLevel, LogRecord::getMessage)
                    .containsExactly(
                            tuple("test.brood.fine", Level.FINE, "reads 3 files"),
                            tuple("test.brood", Level.SEVERE, "cannot read"));
            LogRecord last = records.all.getLast();
            assertThat(last.getThrown())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("torn");
            assertThat(last.getMillis()).isBetween(before, System.currentTimeMillis());
            assertThat(last.getSourceClassName()).startsWith(PoolOutputContract.class.getName());
        }
    }

    /// An exception that holds what can't travel.
    static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Object secret = new Object();

        Unsendable() {
            super("with a secret");
        }

        @Override
        public String getMessage() {
            return super.getMessage() + (secret.hashCode() == 0 ? "!" : "");
        }
    }

    @Test
    void logRecord_withAThrowableThatCannotTravel_isLoggedAllTheSame() throws Exception {
        try (Records records = new Records();
                ProcessPool pool = brood().newPool().workers(1).prefixOutput(true).open()) {
            get(
                    pool.submit(() ->
                            System.getLogger("test.brood")
                                    .log(System.Logger.Level.WARNING, "odd", new Unsendable())));
            LogRecord record = records.all.getFirst();
            assertThat(record.getMessage()).contains("-worker-1 task 1] odd");
            assertThat(
                            Stream.of(record.getMessage(), String.valueOf(record.getThrown()))
                                    .anyMatch(text -> text.contains("with a secret")))
                    .isTrue();
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
