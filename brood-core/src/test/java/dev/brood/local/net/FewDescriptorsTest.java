package dev.brood.local.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Address;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A listener whose process runs out of descriptors.
@Timeout(120)
class FewDescriptorsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "even when it is tight";

    /// A program that greets who gets in.
    static final class Greeter {
        static void main() throws Exception {
            try (Listener listener = Listener.open(Address.tcp(0), Secret.of(KEY))) {
                IO.println(listener.address());
                while (true) {
                    try (Connection connection = listener.accept()) {
                        connection.send("welcome");
                        connection.receive();
                    } catch (EOFException _) {
                        // It has gone.
                    }
                }
            }
        }
    }

    @Test
    void listenerWithoutDescriptors_answersOthers_whileSilentOnesCrowdIt() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -n 100; exec \"$@\"",
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Greeter.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<Socket> silent = new ArrayList<>();
        try (BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            Address.Tcp address = (Address.Tcp) Address.parse(said.readLine());
            for (int i = 0; i < 300; i++) {
                silent.add(new Socket(address.host(), address.port()));
            }
            LinkOptions patient = LinkOptions.DEFAULT.retryFor(LONG);
            for (int i = 0; i < 3; i++) {
                try (Connection connection = Connection.connect(address, Secret.of(KEY), patient)) {
                    assertThat(connection.receive(LONG)).isEqualTo("welcome");
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
            for (Socket each : silent) {
                each.close();
            }
        }
    }
}
