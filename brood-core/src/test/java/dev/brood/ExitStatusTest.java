package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ExitStatus.Exited;
import dev.brood.ExitStatus.Signaled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a process ended, in numbers and words.
class ExitStatusTest {
    @Test
    void exited_codes_areThemselves() {
        assertThat(new Exited(0).code()).isZero();
        assertThat(new Exited(137).code()).isEqualTo(137);
        assertThat(new Exited(0).isSuccess()).isTrue();
        assertThat(new Exited(1).isSuccess()).isFalse();
        assertThat(new Exited(3).describe()).isEqualTo("exited with code 3");
    }

    @Test
    void signaled_signals_areNegatedCodes() {
        assertThat(new Signaled(9).code()).isEqualTo(-9);
        assertThat(new Signaled(9).isSuccess()).isFalse();
        assertThat(new Signaled(0).isSuccess()).isFalse();
        assertThat(new Signaled(9).describe()).isEqualTo("was killed by signal 9 (SIGKILL)");
        assertThat(new Signaled(34).describe()).isEqualTo("was killed by signal 34 (SIG34)");
        assertThat(new Signaled(9)).isNotEqualTo(new Exited(137));
    }

    @ParameterizedTest
    @CsvSource({
        "1, SIGHUP",
        "2, SIGINT",
        "3, SIGQUIT",
        "4, SIGILL",
        "5, SIGTRAP",
        "6, SIGABRT",
        "7, SIGBUS",
        "8, SIGFPE",
        "9, SIGKILL",
        "10, SIGUSR1",
        "11, SIGSEGV",
        "12, SIGUSR2",
        "13, SIGPIPE",
        "14, SIGALRM",
        "15, SIGTERM",
        "24, SIGXCPU",
        "25, SIGXFSZ",
        "31, SIGSYS",
        "16, SIG16",
        "0, SIG0",
        "64, SIG64"
    })
    void signalName_number_isAsOnLinux(int signal, String name) {
        assertThat(ExitStatus.signalName(signal)).isEqualTo(name);
    }
}
