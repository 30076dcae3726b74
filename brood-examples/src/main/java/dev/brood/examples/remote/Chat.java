package dev.brood.examples.remote;

import dev.brood.Address;
import dev.brood.AllowedClasses;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.DecodingException;
import dev.brood.LinkOptions;
import dev.brood.Listener;
import dev.brood.Secret;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/// A chat of two programs over TCP. They talk in lines, records of a class that the host allows and
/// no other: what a guest sends besides is refused, and the talk goes on.
final class Chat {
    /// What is said.
    ///
    /// @param who by whom
    /// @param text what
    record Line(String who, String text) {}

    /// What only the guest knows.
    ///
    /// @param command to be run, if the host were careless
    record Surprise(String command) {}

    private static void beGuest(Address host, Secret secret)
            throws IOException, InterruptedException {
        LinkOptions options = LinkOptions.DEFAULT.allowing(AllowedClasses.basic().and(Line.class));
        try (Connection connection = Connection.connect(host, secret, options)) {
            for (String each : List.of("hello", "nice weather today")) {
                connection.send(new Line("guest", each));
                Line answer = connection.receive(Line.class);
                IO.println(answer.who() + ": " + answer.text());
            }
            connection.send(new Surprise("rm -rf /"));
            connection.send(new Line("guest", "bye"));
        }
    }

    private static void beHost(Listener listener) throws IOException, InterruptedException {
        try (Connection guest = listener.accept()) {
            while (true) {
                try {
                    Line line = guest.receive(Line.class);
                    IO.println(line.who() + ": " + line.text());
                    if (!line.text().equals("bye")) {
                        guest.send(new Line("host", "you said: " + line.text()));
                    }
                } catch (DecodingException refused) {
                    IO.println("refused: " + refused.getMessage());
                }
            }
        } catch (EOFException _) {
            IO.println("the guest has left");
        }
    }

    static void main() throws IOException, InterruptedException {
        String key = "what host and guest agreed on";
        LinkOptions options = LinkOptions.DEFAULT.allowing(AllowedClasses.basic().and(Line.class));
        try (Listener listener = Listener.open(Address.tcp(0), Secret.of(key), options)) {
            Address address = listener.address();
            ChildProcess guest = Brood.local().start(() -> beGuest(address, Secret.of(key)));
            beHost(listener);
            guest.join();
        }
    }
}
