package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AllowedClasses;
import dev.brood.AuthenticationException;
import dev.brood.BufferTooShortException;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.DecodingException;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Pipe;
import dev.brood.Secret;
import dev.brood.Waitable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What every engine's [Listener] and connections to it carry: rows C-12 to C-16 of CPython's
/// `multiprocessing`, its tests `_TestListener` and `_TestListenerClient`, and more.
public abstract class ListenerContract extends EngineContract {
    private static final String KEY = "between us alone";

    /// Where Unix sockets are.
    @TempDir Path directory;

    /// For subclasses.
    protected ListenerContract() {}

    /// A value as users have them.
    ///
    /// @param name a text
    /// @param values numbers
    record Reading(String name, List<Double> values) {}

    private static Secret secret() {
        return Secret.of(KEY);
    }

    private List<Address> addresses() {
        return List.of(Address.unix(directory.resolve("socket")), Address.tcp(0));
    }

    @Test
    @Covers({"C-12", "C-13", "C-14", "C-15", "test_listener_client", "_TestListener.test_context"})
    void child_ofEachKindOfAddress_connectsAndSends() throws Exception {
        for (Address each : addresses()) {
            Listener listener = brood().listener(each, secret());
            try (listener) {
                Address address = listener.address();
                ChildProcess child =
                        brood().start(() -> {
                            try (Connection connection = Connection.connect(address, secret())) {
                                connection.send(List.of("hello", ChildProcess.current().pid()));
                                assertThat(connection.receive()).isEqualTo("welcome");
                            }
                        });
                try (Connection connection = listener.accept(LONG)) {
                    assertThat(connection.receive()).isEqualTo(List.of("hello", child.pid()));
                    connection.send("welcome");
                    assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
                }
                child.join();
                assertThat(child.exitCode()).hasValue(0);
                assertThat(listener.lastAccepted().isPresent())
                        .isEqualTo(each instanceof Address.Tcp);
            }
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("was closed");
            assertThatThrownBy(() -> Connection.connect(listener.address(), secret()))
                    .isInstanceOf(IOException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @Covers({"C-12", "test_multiple_bind"})
    void sameAddressTwice_isRefused() throws Exception {
        for (Address each : addresses()) {
            try (Listener first = brood().listener(each, secret())) {
                assertThatThrownBy(() -> brood().listener(first.address(), secret()))
                        .isInstanceOf(BindException.class)
                        .hasMessageStartingWith("cannot listen at " + first.address());
            }
        }
    }

    @Test
    @Covers({"C-16", "test_empty_authkey"})
    void emptySecret_isRefused() {
        assertThatThrownBy(() -> Secret.of(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 8 bytes, had 0");
    }

    @Test
    @Covers({"C-16", "test_answer_challenge_auth_failure", "test_deliver_challenge_auth_failure"})
    void wrongSecret_isAnErrorForWhoConnects_andNoneForWhoAccepts() throws Exception {
        for (Address each : addresses()) {
            try (Listener listener = brood().listener(each, secret())) {
                assertThatThrownBy(() ->
                                Connection.connect(listener.address(), Secret.of("not that one")))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageEndingWith("it refused the secret: it knows another one");
                assertThatThrownBy(() -> listener.accept(Duration.ZERO))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("nobody came within PT0S");
                while (listener.refused() == 0) { // it is counted when it has been answered
                    assertThatThrownBy(() -> listener.accept(SHORT))
                            .isInstanceOf(TimeoutException.class);
                }
                assertThat(listener.refused()).isEqualTo(1);
                assertThat(listener.lastRefusal().orElseThrow().reason())
                        .isEqualTo("it does not know the secret");
                try (Connection here = Connection.connect(listener.address(), secret());
                        Connection there = listener.accept(LONG)) {
                    here.send("the right one");
                    assertThat(there.receive()).isEqualTo("the right one");
                }
            }
        }
    }

    @Test
    @Covers({"C-13", "test_issue14725", "test_issue16955"})
    void messagesOfOneWhoHasClosed_areReceived() throws Exception {
        for (Address each : addresses()) {
            try (Listener listener = brood().listener(each, secret())) {
                Address address = listener.address();
                ChildProcess child =
                        brood().start(() -> {
                            Connection connection = Connection.connect(address, secret());
                            connection.send("in haste");
                            connection.close();
                        });
                child.join();
                try (Connection connection = listener.accept(LONG)) {
                    assertThat(connection.poll(LONG)).isTrue();
                    assertThat(connection.receive()).isEqualTo("in haste");
                    assertThat(connection.poll(LONG)).isTrue();
                    assertThatThrownBy(connection::receive)
                            .isInstanceOf(EOFException.class)
                            .hasMessageEndingWith("has closed the connection");
                }
            }
        }
    }

    @Test
    @Covers({"C-13", "C-15"})
    void childThatExitsWithoutClosing_losesNothing_oneThatIsKilled_isNoticed() throws Exception {
        for (Address each : addresses()) {
            try (Listener listener = brood().listener(each, secret())) {
                Address address = listener.address();
                ChildProcess exits =
                        brood().start(() -> {
                            Connection connection = Connection.connect(address, secret());
                            for (int i = 0; i < 100; i++) {
                                connection.send(new byte[10_000]);
                            }
                        });
                try (Connection connection = listener.accept(LONG)) {
                    for (int i = 0; i < 100; i++) {
                        assertThat((byte[]) connection.receive()).hasSize(10_000);
                    }
                    assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
                }
                exits.join();
                ChildProcess dies =
                        brood().start(() -> {
                            Connection connection = Connection.connect(address, secret());
                            connection.send("alive");
                            connection.receive();
                        });
                try (Connection connection = listener.accept(LONG)) {
                    assertThat(connection.receive()).isEqualTo("alive");
                    dies.kill();
                    assertThatThrownBy(connection::receive).isInstanceOf(EOFException.class);
                }
                dies.join();
            }
        }
    }

    @Test
    @Covers({"C-13", "C-15", "W-14"})
    void objectsAndBytes_goBothWays_classesIfAllowed() throws Exception {
        LinkOptions open = LinkOptions.DEFAULT.allowing(AllowedClasses.basic().and(Reading.class));
        Reading reading = new Reading("thermometer", List.of(1.5, 2.5));
        try (Listener listener = brood().listener(Address.tcp(0), secret(), open);
                Connection here = Connection.connect(listener.address(), secret());
                Connection there = listener.accept(LONG)) {
            here.send(Map.of("a", 1));
            here.send(null);
            here.send(reading);
            here.sendBytes(new byte[] {1, 2, 3});
            assertThat(there.receive()).isEqualTo(Map.of("a", 1));
            assertThat(there.receive()).isNull();
            assertThat(there.receive(Reading.class)).isEqualTo(reading);
            byte[] buffer = new byte[5];
            assertThat(there.receiveBytesInto(buffer, 2)).isEqualTo(3);
            assertThat(Arrays.equals(buffer, new byte[] {0, 0, 1, 2, 3})).isTrue();
            here.sendBytes(new byte[6]);
            assertThatThrownBy(() -> there.receiveBytesInto(buffer, 0))
                    .isInstanceOf(BufferTooShortException.class);
            there.send(reading); // whom the other side did not allow
            there.send(brood().queue(1));
            there.send("that was all");
            assertThatThrownBy(here::receive)
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("ListenerContract$Reading is not allowed from this peer");
            assertThatThrownBy(here::receive)
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("in its own tree only");
            assertThat(here.receive()).isEqualTo("that was all");
        }
    }

    @Test
    @Covers({"C-13", "C-17"})
    void anyReady_waitsForAllKindsTogether() throws Exception {
        try (Listener listener = brood().listener(Address.tcp(0), secret());
                Connection here = Connection.connect(listener.address(), secret());
                Connection there = listener.accept(LONG);
                Pipe pipe = brood().pipe()) {
            List<Waitable> all = List.of(there, pipe.first(), listener);
            assertThat(Connection.anyReady(all, SHORT)).isEmpty();
            Address address = listener.address();
            for (boolean viaLink : new boolean[] {true, false, true}) {
                FutureTask<List<Waitable>> waiter =
                        new FutureTask<>(() -> Connection.anyReady(all, LONG));
                Thread.ofPlatform().daemon().start(waiter);
                Connection from = viaLink ? here : pipe.second();
                Connection to = viaLink ? there : pipe.first();
                from.send("now");
                assertThat(waiter.get(60, TimeUnit.SECONDS)).containsExactly(to);
                assertThat(to.receive()).isEqualTo("now");
            }
            ChildProcess child = brood().start(() -> Connection.connect(address, secret()).close());
            assertThat(Connection.anyReady(all, LONG)).containsExactly(listener);
            listener.accept(LONG).close();
            child.join();
        }
    }
}
