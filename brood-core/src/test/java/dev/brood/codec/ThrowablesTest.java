package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.RemoteFailureException;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class ThrowablesTest {

    private static class Coded extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;
        private final Object detail;

        Coded(String message, int code, Object detail) {
            super(message);
            this.code = code;
            this.detail = detail;
        }
    }

    private static final class Session {}

    @Test
    void decode_jdkExceptions_areEqual() {
        for (Throwable throwable :
                List.of(
                        new IllegalStateException("state"),
                        new IOException("io", new RuntimeException("cause")),
                        new UncheckedIOException(new IOException("inner")),
                        new ClassNotFoundException("x", new IOException("y")),
                        new InvocationTargetException(new IOException("target")),
                        new ExceptionInInitializerError(new IOException("init")),
                        new AssertionError("error", new OutOfMemoryError("memory")),
                        new StackOverflowError(),
                        new Throwable("plain"),
                        new RuntimeException((String) null),
                        new InterruptedException())) {
            assertSame(RoundTrip.of(throwable), throwable);
        }
    }

    private static void assertSame(Throwable arrived, Throwable sent) {
        assertThat(arrived.getClass()).isSameAs(sent.getClass());
        assertThat(arrived.getMessage()).isEqualTo(sent.getMessage());
        assertThat(arrived.getStackTrace()).isEqualTo(sent.getStackTrace()).isNotEmpty();
        assertThat(printed(arrived)).isEqualTo(printed(sent));
        if (sent.getCause() == null) {
            assertThat(arrived.getCause()).isNull();
        } else {
            assertSame(arrived.getCause(), sent.getCause());
        }
        assertThat(arrived.getSuppressed()).hasSameSizeAs(sent.getSuppressed());
        for (int i = 0; i < sent.getSuppressed().length; i++) {
            assertSame(arrived.getSuppressed()[i], sent.getSuppressed()[i]);
        }
    }

    private static String printed(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void decode_suppressedAndCauses_areThere() {
        Coded coded = new Coded("outer", 5, "detail");
        coded.initCause(new SQLException("sql", "S1", 42));
        coded.addSuppressed(new IOException("first", new RuntimeException("of first")));
        coded.addSuppressed(new IllegalStateException("second"));
        Coded arrived = RoundTrip.of(coded);
        assertSame(arrived, coded);
        assertThat(arrived.code).isEqualTo(5);
        assertThat(arrived.detail).isEqualTo("detail");
        assertThat(((SQLException) arrived.getCause()).getErrorCode()).isEqualTo(42);
    }

    @Test
    void decode_throwableInValues_isThere() throws Exception {
        IOException exception = new IOException("x");
        List<?> arrived = RoundTrip.of(List.of(exception, Optional.of(exception)));
        assertSame((Throwable) arrived.getFirst(), exception);
        assertThat(((Optional<?>) arrived.get(1)).orElseThrow()).isSameAs(arrived.getFirst());
        Task<Throwable> task = () -> exception;
        assertSame(RoundTrip.of(task).call(), exception);
    }

    @Test
    void decode_fieldsOfThrowable_areThere() throws Exception {
        Task<Integer> task = () -> 7;
        Coded inner = new Coded("inner", 1, null);
        Coded outer = new Coded("outer", 2, List.of(inner, task, Optional.of("o")));
        Coded arrived = RoundTrip.of(outer);
        List<?> detail = (List<?>) arrived.detail;
        assertSame((Throwable) detail.getFirst(), inner);
        assertThat(((Task<?>) detail.get(1)).call()).isEqualTo(7);
        assertThat(detail.get(2)).isEqualTo(Optional.of("o"));
    }

    private static final class Several extends Exception {
        private static final long serialVersionUID = 1;
        private final List<Throwable> all = new ArrayList<>();

        void include(Throwable throwable) {
            all.add(throwable);
            addSuppressed(throwable);
        }
    }

    @Test
    void decode_ownListOfSuppressed_isKept() {
        Several several = new Several();
        several.include(new IOException("1"));
        several.include(new IOException("2"));
        Several arrived = RoundTrip.of(several);
        assertThat(arrived.all).containsExactly(arrived.getSuppressed());
        assertSame(arrived, several);
    }

    @Test
    void decode_unencodableThrowable_isStoodInFor() {
        Coded coded = new Coded("message", 5, new Session());
        coded.initCause(new IOException("cause"));
        coded.addSuppressed(new IllegalStateException("suppressed"));
        Throwable arrived = RoundTrip.<Throwable>of(coded);
        assertStandIn(arrived, coded);
        assertSame(arrived.getCause(), coded.getCause());
        assertSame(arrived.getSuppressed()[0], coded.getSuppressed()[0]);
    }

    private static void assertStandIn(Throwable arrived, Throwable sent) {
        assertThat(arrived).isExactlyInstanceOf(RemoteFailureException.class);
        assertThat(((RemoteFailureException) arrived).remoteClassName())
                .isEqualTo(sent.getClass().getName());
        assertThat(arrived.getMessage()).isEqualTo(sent.getMessage());
        assertThat(arrived.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(arrived.toString()).startsWith(sent.toString());
    }

    @Test
    void decode_unencodableCause_leavesTheRestReal() {
        Coded cause = new Coded("cause", 5, new Session());
        cause.initCause(new IOException("root cause"));
        IllegalStateException outer = new IllegalStateException("outer", cause);
        IllegalStateException arrived = RoundTrip.of(outer);
        assertThat(arrived.getStackTrace()).isEqualTo(outer.getStackTrace());
        assertStandIn(arrived.getCause(), cause);
        assertSame(arrived.getCause().getCause(), cause.getCause());
    }

    @Test
    void decode_standIn_travelsOn() {
        Throwable first = RoundTrip.<Throwable>of(new Coded("m", 5, new Session()));
        assertSame(RoundTrip.of(first), first);
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String how;

        Unreadable(String how, Throwable cause) {
            super("unreadable by " + how, cause);
            this.how = how;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            switch (how) {
                case "runtime" -> throw new IllegalStateException("readObject fails");
                case "error" -> throw new NoClassDefFoundError("readObject fails");
                case "overflow" -> readObject(deeper(in));
                case "checked" -> throw new IOException("readObject fails");
                default -> throw new AssertionError(how);
            }
        }

        @SuppressWarnings("InfiniteRecursion") // the stack is to overflow
        private static ObjectInputStream deeper(ObjectInputStream in) {
            return deeper(in);
        }
    }

    @Test
    void decode_classThatFailsToRead_isStoodInFor() {
        for (String how : List.of("runtime", "error", "overflow", "checked")) {
            Unreadable sent = new Unreadable(how, new IOException("real cause"));
            Throwable arrived = RoundTrip.<Throwable>of(sent);
            assertStandIn(arrived, sent);
            assertSame(arrived.getCause(), sent.getCause());
        }
    }

    @Test
    void decode_missingClass_isStoodInFor() {
        Codec blind =
                Codec.standard()
                        .withClassFinder(name -> {
                            if (name.equals(Coded.class.getName())) {
                                throw new ClassNotFoundException(name);
                            }
                            return Class.forName(name);
                        });
        Coded sent = new Coded("m", 1, "d");
        sent.initCause(new IOException("cause"));
        sent.addSuppressed(new Coded("also", 2, null));
        Throwable arrived = (Throwable) RoundTrip.of(blind, sent);
        assertStandIn(arrived, sent);
        assertSame(arrived.getCause(), sent.getCause());
        assertStandIn(arrived.getSuppressed()[0], sent.getSuppressed()[0]);
    }

    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new IllegalStateException("toString");
        }

        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("getStackTrace");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("getCause");
        }

        @Override
        public void setStackTrace(StackTraceElement[] stack) {
            throw new IllegalStateException("setStackTrace");
        }
    }

    @Test
    void decode_classThatFailsAtEverything_arrives() {
        assertThat(RoundTrip.of(new Hostile())).isInstanceOf(Hostile.class);
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    @Test
    void encode_endlessCauses_ends() {
        assertThat(RoundTrip.of(new Endless())).isInstanceOf(Endless.class);
    }

    @Test
    void decode_deepCauses_keepsTheOuterOnes() {
        Throwable deep = new IOException("root");
        for (int i = 0; i < 5000; i++) {
            deep = new IllegalStateException("level " + i, deep);
        }
        Throwable arrived = RoundTrip.of(deep);
        for (int i = 0; i < 100; i++) {
            assertThat(arrived).hasMessage("level " + (4999 - i));
            arrived = arrived.getCause();
        }
    }

    @Test
    void decode_causeCycle_closes() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);
        Exception arrived = RoundTrip.of(first);
        assertThat(arrived.getCause()).hasMessage("second");
        assertThat(arrived.getCause().getCause()).isSameAs(arrived);
    }

    @Test
    void decode_suppressedCycle_closes() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.addSuppressed(second);
        first.addSuppressed(new IOException("other"));
        Exception arrived = RoundTrip.of(first);
        assertThat(arrived.getSuppressed()).hasSize(2);
        assertThat(arrived.getSuppressed()[0]).hasMessage("second").hasCause(arrived);
        assertThat(arrived.getSuppressed()[0].getCause()).isSameAs(arrived);
    }

    private static final class Bare extends Throwable {
        private static final long serialVersionUID = 1;

        Bare() {
            super("bare", null, false, false);
        }
    }

    @Test
    void decode_unwritableStack_staysEmpty() {
        Bare arrived = RoundTrip.of(new Bare());
        arrived.addSuppressed(new IOException());
        arrived.setStackTrace(new Throwable().getStackTrace());
        assertThat(arrived.getStackTrace()).isEmpty();
        assertThat(arrived.getSuppressed()).isEmpty();
        assertThat(arrived).hasMessage("bare");
    }

    @Test
    void decode_refusedByFilter_isStoodInFor() {
        Codec codec =
                Codec.standard()
                        .withFilter(info ->
                                info.serialClass() == Coded.class
                                        ? java.io.ObjectInputFilter.Status.REJECTED
                                        : java.io.ObjectInputFilter.Status.UNDECIDED);
        Coded sent = new Coded("m", 1, null);
        assertStandIn((Throwable) RoundTrip.of(codec, sent), sent);
    }
}
