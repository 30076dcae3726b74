package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A process object that was not started.
class ChildProcessTest {
    @Test
    void fresh_process_isNew() {
        ChildProcess process = new ChildProcess(() -> {});
        assertThat(process.state()).isEqualTo(ChildProcess.State.NEW);
        assertThat(process.isAlive()).isFalse();
        assertThat(process.name()).isNull();
        assertThat(process.isDaemon()).isFalse();
        assertThat(process.exitStatus()).isEmpty();
        assertThat(process.exitCode()).isEmpty();
        assertThat(process.failure()).isEmpty();
        assertThat(process).hasToString("ChildProcess[name=null, new]");
    }

    @Test
    void fresh_process_canBeNamedAndMadeADaemon() {
        ChildProcess process = new ChildProcess(() -> {});
        process.setName("n");
        process.setDaemon(true);
        assertThat(process.name()).isEqualTo("n");
        assertThat(process.isDaemon()).isTrue();
        assertThat(process.options().name()).isEqualTo("n");
        assertThat(process).hasToString("ChildProcess[name=n, new, daemon]");
    }

    @Test
    void fresh_process_hasNothingToControl() {
        ChildProcess process = new ChildProcess(() -> {});
        for (Runnable use :
                List.<Runnable>of(
                        process::pid,
                        process::interrupt,
                        process::terminate,
                        process::kill,
                        () -> process.signal(1))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("ChildProcess[name=null, new] was not started: no");
        }
        assertThatThrownBy(process::onExit)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" was not started: no end to wait for");
        assertThatThrownBy(process::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" was not started: nothing to join");
        assertThatThrownBy(() -> process.join(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void run_calledDirectly_runsTheActionHere() {
        AtomicInteger count = new AtomicInteger();
        new ChildProcess(count::incrementAndGet).run();
        assertThat(count).hasValue(1);
    }
}
