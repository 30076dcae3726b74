package dev.brood.examples.remote;

import dev.brood.Address;
import dev.brood.Connection;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// One program listens and sends three messages, another connects and receives them.
///
/// Counterpart of the program in the documentation of `multiprocessing.connection`, `Listener` with
/// `authkey=b'secret password'` and `Client`. Here the secret is random and in a file that the two
/// share; and what comes is decoded only if it is of a class that is allowed, so a list of numbers
/// and texts needs no trust in who sent it.
///
/// Run it in two terminals, with `listen` and with `connect`.
final class ListenerAndClient {
    private static Address address(Path directory) {
        return Address.unix(directory.resolve("socket"));
    }

    private static void listen(Path directory, Secret secret)
            throws IOException, InterruptedException {
        try (Listener listener = Listener.open(address(directory), secret)) {
            IO.println("listening");
            try (Connection connection = listener.accept()) {
                connection.send(Arrays.asList(2.25, null, "junk"));
                connection.sendBytes("hello".getBytes(StandardCharsets.UTF_8));
                connection.sendBytes(new byte[] {42, 17, 29});
            }
        }
    }

    private static void connect(Path directory, Secret secret)
            throws IOException, InterruptedException {
        LinkOptions patient = LinkOptions.DEFAULT.retryFor(Duration.ofSeconds(30));
        try (Connection connection = Connection.connect(address(directory), secret, patient)) {
            IO.println(connection.receive());
            IO.println(new String(connection.receiveBytes(), StandardCharsets.UTF_8));
            byte[] buffer = new byte[5];
            IO.println(connection.receiveBytesInto(buffer, 0) + " bytes");
            IO.println(Arrays.toString(buffer));
        }
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[1]);
        Path file = directory.resolve("secret");
        if (!Files.exists(file)) {
            Secret.random().writeTo(file);
        }
        Secret secret = Secret.ofFile(file);
        switch (arguments[0]) {
            case "listen" -> listen(directory, secret);
            case "connect" -> connect(directory, secret);
            default -> IO.println("listen or connect?");
        }
    }
}
