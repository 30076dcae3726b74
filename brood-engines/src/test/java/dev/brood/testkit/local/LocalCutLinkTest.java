package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.BrokenPipeException;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Cable;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Two programs between which the link is cut: in two network namespaces, whose cable is pulled;
/// where these can't be made, on one machine, one of the two standing still, which looks the same
/// to the other.
@Deadline(seconds = 150)
class LocalCutLinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "on both machines";
    private static final LinkOptions QUICK =
            LinkOptions.DEFAULT
                    .heartbeat(Duration.ofMillis(300))
                    .handshakeTimeout(Duration.ofSeconds(2));

    /// The other program: sends back what comes, and says when a link has ended.
    static final class Echo {
        static void main(String[] args) throws Exception {
            Address address = Address.tcp(args[0], 0);
            try (Listener listener = Listener.open(address, Secret.of(KEY), QUICK)) {
                IO.println(listener.address());
                while (true) {
                    Connection connection = listener.accept();
                    Thread.ofPlatform().start(() -> echo(connection));
                }
            }
        }

        private static void echo(Connection connection) {
            try (connection) {
                while (true) {
                    connection.send(connection.receive());
                }
            } catch (EOFException | BrokenPipeException e) {
                IO.println("ended: " + e.getMessage());
            } catch (IOException | InterruptedException e) {
                IO.println("failed: " + e);
            }
        }
    }

    @Test
    void cutBetweenTwoNetworks_givesErrors_mended_lettingNewConnectionsGoOn() throws Exception {
        try (Cable.Namespaces namespaces = new Cable.Namespaces()) {
            cutAndMend(namespaces.make() ? namespaces : new Cable.StandingStill());
        }
    }

    @Test
    void standingStill_givesErrors_goingOn_lettingNewConnectionsGoOn() throws Exception {
        cutAndMend(new Cable.StandingStill());
    }

    private static void cutAndMend(Cable cable) throws Exception {
        List<String> command = new ArrayList<>(cable.prefix());
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Echo.class.getName(),
                        cable.host()));
        Process other =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            Address address = Address.parse(said.readLine());
            Connection waiting = connect(address);
            Connection sending = connect(address);
            assertEchoes(waiting);
            assertEchoes(sending);
            cable.cut(other);
            assertThatThrownBy(waiting::receive)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("nothing was heard of " + address);
            byte[] much = new byte[1 << 20];
            FutureTask<Void> sender =
                    new FutureTask<>(() -> {
                        while (true) {
                            sending.sendBytes(much);
                        }
                    });
            Thread.ofPlatform().daemon().start(sender);
            assertThatThrownBy(() -> sender.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenPipeException.class);
            assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);
            cable.mend(other);
            try (Connection again =
                    Connection.connect(address, Secret.of(KEY), QUICK.retryFor(LONG))) {
                assertEchoes(again);
            }
            waiting.close();
            sending.close();
            for (int i = 0; i < 3; i++) { // the other side was told as well, of all three
                assertThat(said.readLine()).startsWith("ended: ");
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    private static Connection connect(Address address) throws Exception {
        return Connection.connect(address, Secret.of(KEY), QUICK);
    }

    private static void assertEchoes(Connection connection) throws Exception {
        connection.send("anybody there?");
        assertThat(connection.receive()).isEqualTo("anybody there?");
    }
}
