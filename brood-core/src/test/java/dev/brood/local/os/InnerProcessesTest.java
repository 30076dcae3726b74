package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class InnerProcessesTest {
    /// A process that is told of signals, and does not end by itself.
    private static final class Recorded implements InnerProcesses.InnerProcess {
        final List<Integer> signals = new ArrayList<>();

        @Override
        public void signal(int signal) {
            signals.add(signal);
        }

        @Override
        public boolean awaitEnd(Duration timeout) {
            return false;
        }
    }

    @Test
    void ids_thatAreUsedUp_beginAgain_butNotWithThoseInUse() {
        InnerProcesses.NEXT.set(InnerProcesses.LAST);
        int last = InnerProcesses.enter(new Recorded());
        int first = InnerProcesses.enter(new Recorded());
        InnerProcesses.NEXT.set(InnerProcesses.LAST);
        int free = InnerProcesses.enter(new Recorded());

        assertThat(last).isEqualTo(InnerProcesses.LAST);
        assertThat(first).isEqualTo(InnerProcesses.FIRST);
        assertThat(free).isEqualTo(InnerProcesses.FIRST + 1);
        List.of(last, first, free).forEach(InnerProcesses::leave);
    }

    @Test
    void idThatIsUsedAgain_isOfAnotherProcess() throws Exception {
        OperatingSystem system = OperatingSystem.current();
        int pid = InnerProcesses.enter(new Recorded());
        long before = system.startToken(pid);
        assertThat(system.awaitEnd(pid, before, Duration.ZERO)).isFalse();

        InnerProcesses.leave(pid);
        InnerProcesses.NEXT.set(pid);
        Recorded next = new Recorded();
        assertThat(InnerProcesses.enter(next)).isEqualTo(pid);

        assertThat(system.isAlive(pid, before)).isFalse();
        assertThat(system.awaitEnd(pid, before, Duration.ZERO)).isTrue();
        assertThat(system.isAlive(pid, system.startToken(pid))).isTrue();
        assertThat(system.signal(pid, 15)).isTrue();
        assertThat(next.signals).containsExactly(15);

        InnerProcesses.leave(pid);
        assertThat(system.startToken(pid)).isEqualTo(OperatingSystem.NO_PROCESS);
        assertThat(system.signal(pid, 15)).isFalse();
    }
}
