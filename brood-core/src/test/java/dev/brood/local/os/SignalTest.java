package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/// Signals to other processes, and to this one.
@ParameterizedClass
@ValueSource(strings = {"kernel", "portable"})
class SignalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private final OperatingSystem system;
    private final String name;
    private final Commands commands = new Commands();

    SignalTest(String name) {
        this.name = name;
        system = OperatingSystem.named(name);
    }

    @AfterEach
    void end() {
        commands.close();
    }

    @Test
    void signal_stopAndContinue_stopsAndContinues() throws Exception {
        Process sleep = commands.sleep();
        assertThat(system.signal(sleep.pid(), SIGSTOP)).isTrue();
        Await.until(PATIENCE, "the stop", () -> Commands.state(sleep.pid()) == 'T');
        assertThat(system.signal(sleep.pid(), SIGCONT)).isTrue();
        Await.until(PATIENCE, "its going on", () -> Commands.state(sleep.pid()) == 'S');
        assertThat(sleep.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGTERM, SIGKILL})
    void signal_deadly_endsTheProcess(int signal) throws Exception {
        Process sleep = commands.sleep();
        assertThat(system.signal(sleep.pid(), signal)).isTrue();
        assertThat(sleep.waitFor()).isEqualTo(128 + signal);
    }

    @Test
    void signal_killOfAStopped_endsIt() throws Exception {
        Process sleep = commands.sleep();
        system.signal(sleep.pid(), SIGSTOP);
        Await.until(PATIENCE, "the stop", () -> Commands.state(sleep.pid()) == 'T');
        assertThat(system.signal(sleep.pid(), SIGKILL)).isTrue();
        assertThat(sleep.waitFor()).isEqualTo(128 + SIGKILL);
    }

    @Test
    void signal_zero_onlyAsks() throws Exception {
        Process sleep = commands.sleep();
        assertThat(system.signal(sleep.pid(), 0)).isTrue();
        assertThat(sleep.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SIGKILL, SIGTERM, SIGCONT})
    void signal_noSuchProcess_isFalse(int signal) throws Exception {
        Process sleep = commands.sleep();
        sleep.destroyForcibly().waitFor();
        assertThat(system.signal(sleep.pid(), signal)).isFalse();
        assertThat(system.signal(Long.MAX_VALUE - 1, signal)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void signal_noPid_isRefused(long pid) {
        assertThatThrownBy(() -> system.signal(pid, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a process id must be at least 1, was " + pid);
    }

    @Test
    void signal_unknown_isRefused() throws Exception {
        Process sleep = commands.sleep();
        if (name.equals("kernel")) {
            assertThatThrownBy(() -> system.signal(sleep.pid(), 200))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                    .hasMessage("kill(%d, 200) failed: EINVAL (22): invalid argument", sleep.pid());
        } else {
            assertThatThrownBy(() -> system.signal(sleep.pid(), 200))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "signal 200 can't be sent to process %d: it is not permitted, or there"
                                    + " is no such signal here",
                            sleep.pid());
        }
        assertThat(sleep.isAlive()).isTrue();
    }

    /// Sends itself a signal.
    static final class Suicide {
        private Suicide() {}

        static void main(String[] args) {
            OperatingSystem.named(args[0])
                    .signal(ProcessHandle.current().pid(), Integer.parseInt(args[1]));
            while (true) {
                Thread.onSpinWait(); // until the signal comes
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SIGTERM, SIGKILL})
    void signal_oneself_endsIt(int signal) throws Exception {
        try (Servant servant = Servant.start(Suicide.class, name, Integer.toString(signal))) {
            assertThat(servant.jvm().awaitExit(PATIENCE)).isEqualTo(128 + signal);
            assertThat(servant.jvm().stderr()).isEmpty();
        }
    }
}
