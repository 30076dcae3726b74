package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// Work as lambdas.
class ActionTest {
    @Test
    void run_performsOnce() {
        AtomicInteger count = new AtomicInteger();
        Action action = count::incrementAndGet;
        assertThatCode(action::run).doesNotThrowAnyException();
        assertThat(count).hasValue(1);
    }

    @Test
    void run_uncheckedExceptionOrError_passesAsItIs() {
        RuntimeException exception = new ArithmeticException("by zero");
        Action throwing =
                () -> {
                    throw exception;
                };
        assertThatThrownBy(throwing::run).isSameAs(exception);
        Error error = new StackOverflowError("deep");
        Action failing =
                () -> {
                    throw error;
                };
        assertThatThrownBy(failing::run).isSameAs(error);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void run_checkedException_isTheCause() {
        IOException cause = new IOException("disk on fire");
        Action action =
                () -> {
                    throw cause;
                };
        assertThatThrownBy(action::run)
                .isInstanceOf(ActionFailedException.class)
                .hasMessage("java.io.IOException: disk on fire")
                .cause()
                .isSameAs(cause);
        assertThatThrownBy(action::perform).isSameAs(cause);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void run_interrupted_keepsTheStatus() {
        Action action =
                () -> {
                    throw new InterruptedException("waiting");
                };
        assertThatThrownBy(action::run)
                .isInstanceOf(ActionFailedException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void lambdas_ofAllKinds_areSerializable() throws Exception {
        Action action = () -> {};
        Task<String> task = () -> "result";
        Fn<Integer, Integer> fn = x -> x * x;
        assertThat(action).isInstanceOf(Runnable.class).isInstanceOf(Serializable.class);
        assertThat(task).isInstanceOf(Callable.class).isInstanceOf(Serializable.class);
        assertThat(fn).isInstanceOf(Serializable.class);
        assertThat(task.call()).isEqualTo("result");
        assertThat(fn.apply(5)).isEqualTo(25);
    }
}
