package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.examples.Work;

/// Who is who: the process ids of main process and child, seen from both sides.
///
/// Counterpart of the tutorial's `os.getpid()` and `os.getppid()`. With the argument `kill` the
/// child kills itself after its first step, the line `os.kill(os.getpid(), 9)` that the tutorial
/// leaves commented out; the parent learns which signal it was.
final class ProcessIds {
    static void main(String[] args) throws InterruptedException {
        boolean kill = args.length > 0 && args[0].equals("kill");
        IO.println("main process: " + ProcessHandle.current().pid());

        ChildProcess child = Brood.local().start(() -> work(kill));
        for (int i = 0; i < 20; i++) {
            IO.println("running in the main process...");
            Work.seconds(1);
        }
        child.join();
        IO.println("the child " + child.exitStatus().orElseThrow().describe());
    }

    private static void work(boolean kill) throws InterruptedException {
        ChildProcess self = ChildProcess.current();
        IO.println("child: " + self.pid());
        IO.println("its parent: " + ChildProcess.parent().orElseThrow().pid());
        for (int i = 0; i < 10; i++) {
            IO.println("working...");
            Work.seconds(1);
            if (kill) {
                self.kill();
            }
        }
    }
}
