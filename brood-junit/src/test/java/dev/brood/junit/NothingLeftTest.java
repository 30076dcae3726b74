package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.NothingLeft.Except;
import dev.brood.junit.NothingLeft.Kind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/// What [NothingLeft] says of classes that leave something, or nothing.
class NothingLeftTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PID = ProcessHandle.current().pid();

    private static final Map<String, String> PATIENT = Map.of("brood.left.patience.millis", "2000");

    private static @Nullable Process process;
    private static CountDownLatch end = new CountDownLatch(0);
    private static final List<Pipe> PIPES = new ArrayList<>();

    @TempDir Path directory;

    private static Process left() {
        return Objects.requireNonNull(process);
    }

    @AfterEach
    void endWhatTheFixturesLeft() throws IOException {
        end.countDown();
        for (Pipe pipe : PIPES) {
            pipe.source().close();
            pipe.sink().close();
        }
        PIPES.clear();
    }

    @Test
    void nothingLeft_classThatTidiesUp_passes() {
        FixtureRun run = FixtureRun.of(PATIENT, TidiesUp.class);

        assertThat(run.classFailures()).isEmpty();
        assertThat(run.succeeded()).isEqualTo(1);
    }

    @NothingLeft
    static class TidiesUp {
        @Test
        void tidies() throws Exception {
            Thread thread = Thread.ofPlatform().start(() -> {});
            Process ended = new ProcessBuilder("/bin/sleep", "0").start();
            // Still there when the class ends, but not for long.
            new ProcessBuilder("/bin/sleep", "0.3").start();
            ended.waitFor();
            thread.join();
        }
    }

    @Test
    void nothingLeft_classThatLeavesItsThreadInterrupted_isCheckedAllTheSame() {
        assertThat(FixtureRun.of(PATIENT, LeavesThreadInterrupted.class).classFailures()).isEmpty();
    }

    @NothingLeft
    static class LeavesThreadInterrupted {
        @Test
        void leavesWhatEndsSoon() throws IOException {
            new ProcessBuilder("/bin/sleep", "0.3").start();
        }

        @AfterAll
        static void interrupt() {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingLeft_process_failsAndKillsIt() throws Exception {
        FixtureRun run = FixtureRun.of(LeavesProcess.class);

        assertThat(run.succeeded()).isEqualTo(1);
        assertThat(run.classFailures())
                .singleElement()
                .isInstanceOf(AssertionError.class)
                .asString()
                .contains(
                        "NothingLeftTest$LeavesProcess left 1 thing behind, 100 ms after its end:",
                        "- process " + left().pid() + " '/bin/sleep 1000', started 20",
                        ", parent " + PID + " '",
                        "; now killed",
                        "by @NothingLeft(except = …)");
        assertThat(left().waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @NothingLeft
    static class LeavesProcess {
        @Test
        void leaves() throws IOException {
            process = new ProcessBuilder("/bin/sleep", "1000").start();
        }
    }

    static class InheritsTheCheck extends LeavesProcess {}

    @Test
    void nothingLeft_onSuperclass_isInherited() {
        assertThat(FixtureRun.of(InheritsTheCheck.class).classFailures())
                .singleElement()
                .asString()
                .contains("InheritsTheCheck left 1 thing behind");
    }

    @Test
    void nothingLeft_detectedAndAnnotated_failsOnce() {
        Map<String, String> detection =
                Map.of("junit.jupiter.extensions.autodetection.enabled", "true");

        assertThat(FixtureRun.of(detection, LeavesProcess.class).classFailures()).hasSize(1);
        assertThat(FixtureRun.of(detection, LeavesProcessUnannotated.class).classFailures())
                .hasSize(1);
        assertThat(FixtureRun.of(PATIENT, LeavesProcess.class, TidiesUp.class).classFailures())
                .hasSize(1);
    }

    static class LeavesProcessUnannotated {
        @Test
        void leaves() throws IOException {
            process = new ProcessBuilder("/bin/sleep", "1000").start();
        }
    }

    @Test
    void nothingLeft_threads_failsWithNameStateAndStack() {
        end = new CountDownLatch(1);

        assertThat(FixtureRun.of(LeavesThreads.class).classFailures())
                .singleElement()
                .asString()
                .contains(
                        "left 2 things behind",
                        "- thread 'left daemon' (daemon, WAITING)\n    at java.base/",
                        "- thread 'left user thread' (WAITING)\n    at java.base/",
                        "NothingLeftTest.awaitEnd(");
    }

    @NothingLeft
    static class LeavesThreads {
        @Test
        void leaves() {
            Thread.ofPlatform().daemon(true).name("left daemon").start(NothingLeftTest::awaitEnd);
            Thread.ofPlatform().name("left user thread").start(NothingLeftTest::awaitEnd);
            Thread.ofVirtual()
                    .name("virtual threads do not count")
                    .start(NothingLeftTest::awaitEnd);
        }
    }

    private static void awaitEnd() {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingLeft_severalKinds_listsAllInOneFailure() throws IOException {
        end = new CountDownLatch(1);
        LeavesAll.directory = directory;
        Path others = Files.createFile(directory.resolve("brood-0-1-otherspid"));
        Path before = Files.createFile(directory.resolve("brood-0-" + PID + "-before"));

        FixtureRun run =
                FixtureRun.of(
                        Map.of("brood.left.directories", directory.toString()), LeavesAll.class);

        assertThat(run.classFailures())
                .singleElement()
                .asString()
                .contains(
                        "left 4 things behind",
                        "- process ",
                        "- thread 'left'",
                        "- " + LeavesAll.tree() + " (directory of 1 files, 5 bytes); now removed",
                        "file descriptors more than the ",
                        " -> pipe:[");
        assertThat(LeavesAll.tree()).doesNotExist();
        assertThat(before).exists();
        assertThat(others).exists();
        assertThat(directory.resolve("brood-without-pid")).exists();
    }

    @NothingLeft
    static class LeavesAll {
        static Path directory = Path.of("");

        static Path tree() {
            return directory.resolve("brood-0-" + PID + "-x1");
        }

        @Test
        void leaves() throws IOException {
            process = new ProcessBuilder("/bin/sleep", "1000").start();
            Thread.ofPlatform().name("left").start(NothingLeftTest::awaitEnd);
            Files.writeString(Files.createDirectory(tree()).resolve("segment"), "12345");
            Files.createFile(directory.resolve("brood-without-pid"));
            openPipes(20);
        }
    }

    private static void openPipes(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            PIPES.add(Pipe.open());
        }
    }

    @Test
    void nothingLeft_fewDescriptors_areTolerated() {
        assertThat(FixtureRun.of(LeavesFewDescriptors.class).classFailures()).isEmpty();
        assertThat(
                        FixtureRun.of(
                                        Map.of("brood.left.descriptors", "9"),
                                        LeavesFewDescriptors.class)
                                .classFailures())
                .singleElement()
                .asString()
                .contains("10 file descriptors more than the", "at most 9 more are tolerated");
    }

    @NothingLeft
    static class LeavesFewDescriptors {
        @Test
        void leaves() throws IOException {
            openPipes(5);
        }
    }

    @Test
    void nothingLeft_unreachableDescriptors_areCollectedFirst() {
        assertThat(FixtureRun.of(PATIENT, ForgetsSockets.class).classFailures()).isEmpty();
    }

    @NothingLeft
    static class ForgetsSockets {
        @Test
        void forgets() throws IOException {
            for (int i = 0; i < 40; i++) {
                var _ = Files.newInputStream(Path.of("/dev/null"));
                var _ = new DatagramSocket();
            }
        }
    }

    @Test
    void except_byAnnotation_letsItStay() throws Exception {
        FixtureRun run = FixtureRun.of(LeavesProcessOnPurpose.class);

        assertThat(run.classFailures()).isEmpty();
        assertThat(left().isAlive()).isTrue();
        left().destroyForcibly().waitFor();
    }

    @NothingLeft(
            except = @Except(kind = Kind.PROCESS, pattern = "^/bin/sleep 1000$", reason = "tested"))
    static class LeavesProcessOnPurpose extends LeavesProcess {}

    @Test
    void except_byParameter_letsItStay() throws Exception {
        FixtureRun run =
                FixtureRun.of(
                        Map.of("brood.left.except.process", "sleep 1000"), LeavesProcess.class);

        assertThat(run.classFailures()).isEmpty();
        assertThat(left().isAlive()).isTrue();
        left().destroyForcibly().waitFor();
    }

    @Test
    void except_withoutReasonOrWithBadPattern_failsTheClass() {
        assertThat(FixtureRun.of(GivesNoReason.class).classFailures())
                .singleElement()
                .isInstanceOf(ExtensionConfigurationException.class)
                .asString()
                .contains("@Except(kind = FILE) must say why: its reason is blank");
        assertThat(FixtureRun.of(GivesNoReason.class, LeavesProcess.class).classFailures())
                .as("the next class is checked all the same")
                .hasSize(2);
        assertThat(
                        FixtureRun.of(Map.of("brood.left.except.thread", "("), TidiesUp.class)
                                .classFailures())
                .singleElement()
                .asString()
                .contains("brood.left.except.thread must be a regular expression, was '('");
    }

    @NothingLeft(except = @Except(kind = Kind.FILE, pattern = "x", reason = " "))
    static class GivesNoReason {
        @Test
        void passes() {}
    }

    @Test
    void parameter_notANumber_failsTheClass() {
        assertThat(
                        FixtureRun.of(Map.of("brood.left.descriptors", "-1"), TidiesUp.class)
                                .classFailures())
                .singleElement()
                .asString()
                .contains("brood.left.descriptors must be a whole number of at least 0, was '-1'");
    }

    @Test
    void nothingLeft_withoutClosingOfStores_refuses() {
        assertThat(
                        FixtureRun.of(
                                        Map.of(
                                                "junit.jupiter.extensions.store.close"
                                                        + ".autocloseable.enabled",
                                                "false"),
                                        TidiesUp.class)
                                .classFailures())
                .singleElement()
                .asString()
                .contains("@NothingLeft cannot work with junit.jupiter");
    }

    @Test
    void nothingLeft_resourcesOfTheOuterClass_areCheckedAtItsEndOnly() {
        FixtureRun run = FixtureRun.of(PATIENT, HasNestedClasses.class);

        assertThat(run.testFailures()).isEmpty();
        assertThat(run.classFailures()).isEmpty();
        assertThat(run.succeeded()).isEqualTo(2);
    }

    @NothingLeft
    static class HasNestedClasses {
        @AutoClose static @Nullable Sleeper closedByJUnit;
        static @Nullable Sleeper closedAfterAll;

        @BeforeAll
        static void open() throws IOException {
            closedByJUnit = new Sleeper();
        }

        @AfterAll
        static void close() {
            if (closedAfterAll != null) {
                closedAfterAll.close();
            }
        }

        @Test
        void passes() {}

        @Nested
        class Inner {
            @Test
            void opensWhatTheOuterClassCloses() throws IOException {
                closedAfterAll = new Sleeper();
            }
        }
    }

    record Sleeper(Process process) implements AutoCloseable {
        Sleeper() throws IOException {
            this(new ProcessBuilder("/bin/sleep", "1000").start());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void nothingLeft_classesAtTheSameTime_areCheckedTogether() {
        FixtureRun run =
                FixtureRun.of(
                        Map.of(
                                "junit.jupiter.execution.parallel.enabled", "true",
                                "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                        LeavesProcessMeanwhile.class,
                        RunsMeanwhile.class);

        assertThat(run.testFailures()).isEmpty();
        assertThat(run.classFailures())
                .singleElement()
                .asString()
                .contains(
                        "one of ",
                        "LeavesProcessMeanwhile",
                        "RunsMeanwhile",
                        ", which ran at the same time, left 1 thing behind");
    }

    private static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);

    @NothingLeft
    static class LeavesProcessMeanwhile {
        @Test
        void leaves() throws Exception {
            BOTH_RUN.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            process = new ProcessBuilder("/bin/sleep", "1000").start();
        }
    }

    @NothingLeft
    static class RunsMeanwhile {
        @Test
        void waits() throws Exception {
            BOTH_RUN.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
