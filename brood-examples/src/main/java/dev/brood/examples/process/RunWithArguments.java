package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;

/// The shortest way: start an action in a child, and wait for its end.
///
/// Counterpart of `Process(target=run, args=(100,), kwargs={})`; what Python passes in `args` and
/// `kwargs` the lambda captures.
final class RunWithArguments {
    static void main() throws InterruptedException {
        ChildProcess child = Brood.local().start(() -> run(100));
        child.join();
    }

    private static void run(int number) {
        ProcessHandle self = ProcessHandle.current();
        IO.println(self.pid() + " " + self.parent().orElseThrow().pid());
        IO.println(number);
    }
}
