package dev.brood.examples.pipe;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.Pipe;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/// A child sends, the parent waits for it.
///
/// Counterpart of `parent_conn, child_conn = Pipe()` and `Process(target=f, args=(child_conn,))`.
/// In Python the parent must close its copy of the child's end, or it waits for ever for a child
/// that has ended; here a process that only hands an end on does not hold it.
final class ChildSends {
    static void main() throws IOException, InterruptedException {
        Pipe pipe = Brood.local().pipe();
        Connection theirs = pipe.second();
        ChildProcess child =
                Brood.local()
                        .start(() -> {
                            theirs.send(Arrays.asList(42, null, "hello"));
                            theirs.close();
                        });
        IO.println(pipe.first().receive());
        try {
            pipe.first().receive();
        } catch (EOFException _) {
            IO.println("that was all");
        }
        child.join();
    }
}
