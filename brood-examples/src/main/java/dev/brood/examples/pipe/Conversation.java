package dev.brood.examples.pipe;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Pipe;

import java.io.IOException;

/// Two children that talk through a pipe, one at each end.
///
/// Counterpart of `pipe = mp.Pipe()`, `Process(target=proc_1, args=(pipe[0],))` and so on. The
/// tutorial says that a pipe can only be between two processes; here any number may have an end,
/// and each message goes to one of them, whole.
final class Conversation {
    private static void one(Connection pipe) throws IOException, InterruptedException {
        pipe.send("hello");
        IO.println("one received: " + pipe.receive());
        pipe.send("what is your name?");
        IO.println("one received: " + pipe.receive());
    }

    private static void two(Connection pipe) throws IOException, InterruptedException {
        IO.println("two received: " + pipe.receive());
        pipe.send("hello, too");
        IO.println("two received: " + pipe.receive());
        pipe.send("I won't tell you!");
    }

    static void main() throws InterruptedException {
        Pipe pipe = Brood.local().pipe();
        Connection first = pipe.first();
        Connection second = pipe.second();
        ChildProcess two = Brood.local().start(() -> two(second));
        ChildProcess one = Brood.local().start(() -> one(first));
        two.join();
        one.join();
    }
}
