package dev.brood.examples.process;

import dev.brood.ChildProcess;
import dev.brood.examples.Work;

/// Two things at once: one child sings while another dances.
///
/// Counterpart of the tutorials' first program, `Process(target=sing).start()`. No guard such as
/// `if __name__ == "__main__"` is needed: a child never runs the program's `main`.
final class SingAndDance {
    static void main() {
        ChildProcess singer = new ChildProcess(SingAndDance::sing);
        ChildProcess dancer = new ChildProcess(SingAndDance::dance);

        singer.start();
        dancer.start();
    }

    private static void sing() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            IO.println("singing...");
            Work.seconds(0.2);
        }
    }

    private static void dance() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            IO.println("dancing...");
            Work.seconds(0.2);
        }
    }
}
