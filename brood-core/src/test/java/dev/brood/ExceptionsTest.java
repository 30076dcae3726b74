package dev.brood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;

/// What exceptions say and carry.
class ExceptionsTest {
    @ParameterizedTest
    @CsvSource({
        "signal, 9, '; perhaps by the kernel''s out-of-memory killer: see its log'",
        "signal, 6, '; a native crash'",
        "signal, 7, '; a native crash'",
        "signal, 11, '; a native crash'",
        "signal, 15, ''",
        "code, 3, ''",
        "code, 1, ''",
        "code, 0, ''"
    })
    void workerDied_anyEnd_saysWhoHowAndWhenAndWhatItMayBe(String kind, int number, String hint) {
        boolean signal = kind.equals("signal");
        ExitStatus status =
                signal ? new ExitStatus.Signaled(number) : new ExitStatus.Exited(number);
        WorkerDiedException e =
                new WorkerDiedException("pool-1-worker-3", 4711, status, Duration.ofMillis(1234));
        assertThat(e)
                .hasMessage(
                        "worker 'pool-1-worker-3' (pid 4711) %s after running this task for 1.234"
                                + " s%s",
                        status.describe(), hint);
        assertThat(e.worker()).isEqualTo("pool-1-worker-3");
        assertThat(e.pid()).isEqualTo(4711);
        assertThat(e.exitStatus()).isEqualTo(status);
    }

    @Test
    void workerDied_inAnyLocale_writesSecondsTheSame() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(
                            new WorkerDiedException(
                                    "w", 1, new ExitStatus.Exited(1), Duration.ofMillis(500)))
                    .hasMessageContaining(" for 0.500 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void taskFailed_item_isNamedWithItsCause() {
        IOException cause = new IOException("disk on fire");
        TaskFailedException e = new TaskFailedException(17, cause);
        assertThat(e)
                .hasMessage("item 17 failed: java.io.IOException: disk on fire")
                .cause()
                .isSameAs(cause);
        assertThat(e.index()).isEqualTo(17);
    }

    @Test
    void remoteFailure_standIn_readsLikeTheOriginal() {
        RemoteFailureException e =
                new RemoteFailureException(
                        "com.example.ParseException",
                        "com.example.ParseException: line 3",
                        "line 3",
                        null);
        assertThat(e).hasMessage("line 3").hasNoCause();
        assertThat(e)
                .hasToString(
                        "com.example.ParseException: line 3 [stand-in for"
                                + " com.example.ParseException]");
        assertThat(e.remoteClassName()).isEqualTo("com.example.ParseException");
        assertThat(new RemoteFailureException("a.B", "a.B", null, e))
                .hasMessage("a.B")
                .cause()
                .isSameAs(e);
    }

    @Test
    void others_messageAndCause_areCarried() {
        IOException cause = new IOException("no");
        assertThat(new ClosedException("closed by 'x'")).hasMessage("closed by 'x'").hasNoCause();
        assertThat(new ResourceException("full")).hasMessage("full").hasNoCause();
        assertThat(new ResourceException("full", cause)).cause().isSameAs(cause);
        assertThat(new ProcessStartException("not started", cause)).cause().isSameAs(cause);
        assertThat(new EncodingException("a → b", cause)).isInstanceOf(CodecException.class);
        assertThat(new DecodingException("a → b", null)).hasMessage("a → b").hasNoCause();
        assertThat(new ActionFailedException(cause)).isInstanceOf(BroodException.class);
    }

    @Test
    void open_noSuchEngine_namesThoseThereAre() {
        assertThatThrownBy(() -> Brood.open(URI.create("nope:x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no Brood engine for 'nope:' on the class path or module path; there is:"
                                + " local, threads");
        assertThatThrownBy(() -> Brood.open(URI.create("local")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the URI 'local' names no engine, as local:own does");
    }
}
