package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ProcessOptions;
import dev.brood.ProcessPool;
import dev.brood.ProcessStartException;
import dev.brood.SharedQueue;
import dev.brood.TaskOptions;
import dev.brood.TaskTimeoutException;
import dev.brood.WorkerDiedException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Tasks that do their worst. Each hurts only itself: its own future says what happened, and the
/// next task runs.
@SuppressWarnings("restricted") // native code is what harms most
class LocalPoolHarmTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private static <X extends Throwable> X failure(Class<X> type, CompletableFuture<?> future) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> get(future));
        assertThat(e).hasCauseInstanceOf(type);
        return type.cast(e.getCause());
    }

    /// Runs a task that does harm and one behind it.
    private static <X extends Throwable> X harm(
            ProcessPool pool, TaskOptions tasks, Class<X> expected, Action harm) throws Exception {
        CompletableFuture<?> future = pool.with(tasks).submit(harm);
        CompletableFuture<Integer> behind = pool.submit(() -> 1);
        X failure = failure(expected, future);
        assertThat(get(behind)).isEqualTo(1);
        assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        return failure;
    }

    private static <X extends Throwable> X harm(Class<X> expected, Action harm) throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            return harm(pool, TaskOptions.DEFAULTS, expected, harm);
        }
    }

    private static MethodHandle libc(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }

    private static void sleepInNativeCode() throws Exception {
        FunctionDescriptor type = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            int unused = (int) libc("sleep", type).invokeExact(3600);
            assertThat(unused).isNotNegative();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void signalSelf(int signal) {
        FunctionDescriptor type =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            int self = (int) ProcessHandle.current().pid();
            int result = (int) libc("kill", type).invokeExact(self, signal);
            assertThat(result).isZero();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void crash() {
        MemorySegment.ofAddress(8).reinterpret(Long.BYTES).set(ValueLayout.JAVA_LONG, 0, 42);
    }

    private static void eatMemory() {
        byte[][] all = new byte[1 << 20][];
        for (int i = 0; i < all.length; i++) {
            all[i] = new byte[1 << 20];
        }
        throw new IllegalStateException("more memory than expected: " + all.length + " MiB");
    }

    @Test
    void sleepInNativeCode_isEndedByItsTimeout() throws Exception {
        TaskOptions timed = TaskOptions.DEFAULTS.withTimeout(TIMEOUT);
        try (ProcessPool pool = brood.pool(1)) {
            TaskTimeoutException e =
                    harm(pool, timed, TaskTimeoutException.class, () -> sleepInNativeCode());

            assertThat(e.getCause().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("sleepInNativeCode"));
        }
    }

    @Test
    void stoppedWorker_isKilledByItsTimeout() throws Exception {
        TaskOptions timed = TaskOptions.DEFAULTS.withTimeout(TIMEOUT);
        try (ProcessPool pool = brood.pool(1)) {
            TaskTimeoutException e =
                    harm(pool, timed, TaskTimeoutException.class, () -> signalSelf(SIGSTOP));

            assertThat(e).hasMessageContaining("did not say where").hasNoCause();
        }
    }

    @Test
    void stoppedWorker_isKilledByShutdownNow() throws Exception {
        ProcessPool pool = brood.pool(1);
        try (SharedQueue<String> queue = brood.queue(1)) {
            CompletableFuture<?> stopped =
                    pool.submit(() -> {
                        queue.put("running");
                        signalSelf(SIGSTOP);
                    });
            assertThat(queue.poll(Duration.ofSeconds(60))).isEqualTo("running");

            assertThat(pool.shutdownNow()).isEmpty();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(stopped).isCompletedExceptionally();
        }
    }

    @Test
    void memory_eatenUp_isTheTasksFailure() throws Exception {
        ProcessOptions small = ProcessOptions.DEFAULTS.withMaxHeap("32m");
        try (ProcessPool pool = brood.newPool().workers(1).process(small).open()) {
            harm(pool, TaskOptions.DEFAULTS, OutOfMemoryError.class, () -> eatMemory());
        }
    }

    @Test
    void memory_eatenUpInAJvmThatExitsOnIt_isADeathThatSaysSo() throws Exception {
        ProcessOptions small =
                ProcessOptions.DEFAULTS
                        .withMaxHeap("32m")
                        .withJvmFlags("-XX:+ExitOnOutOfMemoryError");
        try (ProcessPool pool = brood.newPool().workers(1).process(small).open()) {
            WorkerDiedException e =
                    harm(pool, TaskOptions.DEFAULTS, WorkerDiedException.class, () -> eatMemory());

            assertThat(e.hint()).hasValueSatisfying(hint -> assertThat(hint).contains("own heap"));
            assertThat(e.exitStatus()).isEqualTo(new ExitStatus.Exited(3));
        }
    }

    @Test
    void exit_andHalt_areDeaths() throws Exception {
        assertThat(harm(WorkerDiedException.class, () -> System.exit(0)).exitStatus())
                .isEqualTo(new ExitStatus.Exited(0));
        assertThat(harm(WorkerDiedException.class, () -> Runtime.getRuntime().halt(9)).exitStatus())
                .isEqualTo(new ExitStatus.Exited(9));
    }

    @Test
    void killOfItself_isADeath() throws Exception {
        assertThat(harm(WorkerDiedException.class, () -> signalSelf(SIGKILL)).exitStatus())
                .isEqualTo(new ExitStatus.Signaled(SIGKILL));
    }

    @Test
    void nativeCrash_isADeath_withTheReportOfTheJvm() throws Exception {
        ProcessOptions noCore = ProcessOptions.DEFAULTS.withJvmFlags("-XX:-CreateCoredumpOnCrash");
        try (ProcessPool pool = brood.newPool().workers(1).process(noCore).open()) {
            WorkerDiedException e =
                    harm(pool, TaskOptions.DEFAULTS, WorkerDiedException.class, () -> crash());

            assertThat(e).hasMessageContaining("a native crash").hasMessageContaining("SIGSEGV");
            assertThat(e.crashFile()).hasValueSatisfying(file -> assertThat(file).exists());
            Files.delete(e.crashFile().orElseThrow());
        }
    }

    @Test
    void closedStandardStreams_hurtNobody_andTheWorkerStillListens() throws Exception {
        try (ProcessPool pool = brood.pool(1);
                SharedQueue<String> queue = brood.queue(1)) {
            get(pool.submit(() -> closeStreams()));
            CompletableFuture<?> endless =
                    pool.submit(() -> {
                        queue.put("running");
                        TimeUnit.HOURS.sleep(1);
                    });
            assertThat(queue.poll(Duration.ofSeconds(60))).isEqualTo("running");

            assertThat(endless.cancel(true)).isTrue();
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
            assertThat(get(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    private static void closeStreams() throws IOException {
        new FileInputStream(FileDescriptor.in).close();
        System.out.close();
        new FileOutputStream(FileDescriptor.out).close();
    }

    @Test
    void threadsThatNeverEnd_doNotKeepTheWorker() throws Exception {
        try (ProcessPool pool = brood.pool(1)) {
            get(pool.submit(() -> leaveThreads()));
            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
        } // ends
    }

    private static void leaveThreads() {
        for (int i = 0; i < 3; i++) {
            Thread.ofPlatform()
                    .start(() -> {
                        while (true) {
                            try {
                                TimeUnit.HOURS.sleep(1);
                            } catch (InterruptedException e) {
                                Thread.onSpinWait();
                            }
                        }
                    });
        }
    }

    @Test
    void workersKilledBeforeTheyHaveRunAnything_areNotStartedForEver() {
        ProcessOptions doomed =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", "worker.begins");
        try (ProcessPool pool = brood.newPool().workers(2).process(doomed).open()) {
            CompletableFuture<Integer> future = pool.submit(() -> 1);

            ProcessStartException e = failure(ProcessStartException.class, future);
            assertThat(e)
                    .hasMessageContaining("in a row ended before they had run a task")
                    .hasMessageContaining("SIGKILL");
        }
    }

    @Test
    void workersThatCannotStart_failTheTask_withWhatTheJvmSaid() {
        ProcessOptions broken = ProcessOptions.DEFAULTS.withJvmFlags("-XX:NoSuchFlag=1");
        try (ProcessPool pool = brood.newPool().workers(2).process(broken).open()) {
            assertThatThrownBy(() -> get(pool.submit(() -> 1)))
                    .hasCauseInstanceOf(ProcessStartException.class)
                    .hasMessageContaining("Unrecognized VM option 'NoSuchFlag=1'");
        }
    }

    @Test
    void cancel_ofALargeTaskThatItsWorkerHasNotBegun_leavesTheWorkerToOthers() throws Exception {
        byte[] large = new byte[20 << 20];
        try (ProcessPool pool = brood.pool(1)) {
            get(pool.submit(() -> 0));
            ChildProcess worker = pool.workers().getFirst();
            worker.signal(SIGSTOP);
            CompletableFuture<Integer> future = pool.submit(() -> large.length);
            assertThat(future.cancel(true)).isTrue();
            worker.signal(SIGCONT);

            assertThat(get(pool.submit(() -> 1))).isEqualTo(1);
        }
    }
}
