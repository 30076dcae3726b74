package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What [Deadline] does to tests that hang.
@ResourceLock(Resources.SYSTEM_ERR)
class DeadlineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FixtureRun run = new FixtureRun(List.of(), List.of(), 0);

    /// Runs a fixture and returns what it printed on standard error.
    private String errorOutputOf(Map<String, String> parameters, Class<?> fixture) {
        PrintStream usual = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            run = FixtureRun.of(parameters, fixture);
        } finally {
            System.setErr(usual);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void hangHere() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void deadline_hangingTestWithHangingChild_dumpsBothAndFails() {
        String printed = errorOutputOf(Map.of(), Hangs.class);

        assertThat(run.testFailures())
                .singleElement()
                .isInstanceOf(AssertionError.class)
                .satisfies(failure ->
                        assertThat(failure)
                                .hasCauseInstanceOf(InterruptedException.class)
                                .asString()
                                .contains(
                                        "DeadlineTest$Hangs: hangs exceeded its deadline of 1 s",
                                        "thread dumps on standard error"));
        assertThat(run.classFailures()).isEmpty();
        assertThat(printed)
                .contains(
                        "DeadlineTest$Hangs: hangs has exceeded its deadline of 1 s in thread '",
                        "---- thread dump of JVM " + ProcessHandle.current().pid(),
                        "DeadlineTest.hangHere(",
                        "---- thread dump of JVM " + Hangs.child,
                        "DeadlineTest$HangingChild.hangThere(",
                        "DeadlineTest$HangingChild.hangVirtually(",
                        "---- end of thread dumps");
    }

    @NothingLeft
    @Deadline(seconds = 600)
    static class Hangs {
        static volatile long child;

        @Test
        @Deadline(seconds = 1)
        void hangs() throws InterruptedException {
            try (Jvm jvm = Jvm.running(HangingChild.class).start()) {
                child = jvm.pid();
                jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
                hangHere();
            }
        }
    }

    /// Hangs in a platform thread and in a virtual one.
    static final class HangingChild {
        private HangingChild() {}

        static void main() throws InterruptedException {
            Thread.ofVirtual().start(HangingChild::hangVirtually);
            System.out.println("ready");
            hangThere();
        }

        static void hangThere() throws InterruptedException {
            hangHere();
        }

        static void hangVirtually() {
            LockSupport.park();
        }
    }

    @Test
    void deadline_keptInTime_changesNothing() {
        assertThat(errorOutputOf(Map.of(), EndsInTime.class)).isEmpty();
        assertThat(run.succeeded()).isEqualTo(1);
        assertThat(run.testFailures())
                .singleElement()
                .hasToString("java.lang.IllegalStateException: as it threw it");
    }

    @NothingLeft
    @Deadline(seconds = 60)
    static class EndsInTime {
        @Test
        void passes() {}

        @Test
        void fails() {
            throw new IllegalStateException("as it threw it");
        }
    }

    @Test
    void deadline_fromParameter_holdsForEveryMethod() {
        errorOutputOf(Map.of("brood.deadline.seconds", "1"), HangsInSetUp.class);

        assertThat(run.testFailures())
                .singleElement()
                .asString()
                .contains("HangsInSetUp: setUp exceeded its deadline of 1 s");
    }

    @ExtendWith(DeadlineExtension.class)
    static class HangsInSetUp {
        @BeforeEach
        void setUp() throws InterruptedException {
            hangHere();
        }

        @Test
        void passes() {}
    }

    @Test
    void deadline_ofClass_holdsForItsMethodsAndDynamicTestsOfNestedClasses() {
        errorOutputOf(Map.of(), Outer.class);

        assertThat(run.testFailures())
                .extracting(Throwable::getMessage)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("Outer: hangs exceeded its "),
                        message ->
                                assertThat(message)
                                        .contains(
                                                "Inner: dynamic test 'hanging' exceeded its"
                                                        + " deadline of 1 s"));
    }

    @Deadline(seconds = 1)
    static class Outer {
        @Test
        void hangs() throws InterruptedException {
            hangHere();
        }

        @Nested
        class Inner {
            @TestFactory
            Stream<DynamicTest> factory() {
                return Stream.of(DynamicTest.dynamicTest("hanging", DeadlineTest::hangHere));
            }
        }
    }

    @Test
    void deadline_lessThanOneSecond_isRefused() {
        errorOutputOf(Map.of(), TooShort.class);

        assertThat(run.testFailures())
                .singleElement()
                .asString()
                .contains("a deadline must be at least 1 second, was 0");
    }

    static class TooShort {
        @Test
        @Deadline(seconds = 0)
        void neverRuns() {}
    }

    @Test
    void guard_interruptionIgnoredAtFirst_interruptsAgainAndLeavesNoTrace() {
        try (Watchdog watchdog = new Watchdog(Duration.ofMillis(10))) {
            Watchdog.Guard guard = watchdog.guard("it", Duration.ofMillis(1));
            int interruptions = 0;
            String printed = "";
            PrintStream usual = System.err;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            try {
                while (interruptions < 3) {
                    try {
                        hangHere();
                    } catch (InterruptedException e) {
                        interruptions++;
                    }
                }
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            } finally {
                System.setErr(usual);
                printed = bytes.toString(StandardCharsets.UTF_8);
            }
            assertThatThrownBy(() -> guard.end(null))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("it exceeded its deadline of 1 ms: it took ")
                    .hasNoCause();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(printed).containsOnlyOnce("it has exceeded its deadline");
        }
    }
}
