package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.examples.Work;

/// The same information asked for in the main process and in a child: the child's parent is the
/// main process.
///
/// Counterpart of the tutorial's `par-chil.py`, which prints `__name__` as well: a child JVM has no
/// other module name, so the name of the process stands in its place. The tutorial starts `info`
/// and leaves its `f` unused; here `f` is what runs.
final class ParentAndChild {
    static void main() throws InterruptedException {
        info("main process line");
        Work.seconds(3);
        ChildProcess child = Brood.local().start(() -> f("bob"));
        child.join();
    }

    private static void info(String title) {
        ProcessHandle self = ProcessHandle.current();
        IO.println(title);
        IO.println("process name: " + ChildProcess.current().name());
        IO.println("parent process: " + self.parent().map(ProcessHandle::pid).orElse(0L));
        IO.println("process id: " + self.pid());
    }

    private static void f(String name) {
        info("function f");
        IO.println("hello " + name);
    }
}
