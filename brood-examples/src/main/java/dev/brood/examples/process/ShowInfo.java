package dev.brood.examples.process;

import dev.brood.Brood;
import dev.brood.ChildProcess;

/// A child that is given arguments and says who it is.
///
/// Counterpart of `Process(target=show_info, args=(name, age))`. There is no `args` and no
/// `kwargs`: a lambda captures what it needs, the compiler checks it, and it travels with it. The
/// tutorial's slips (`pritn`, `arg=`, `os.getpid` without a call) are mended.
final class ShowInfo {
    static void main() {
        String name = "Yang Mi";
        int age = 18;

        Brood.local().start(() -> showInfo(name, age));
    }

    private static void showInfo(String name, int age) {
        ChildProcess self = ChildProcess.current();
        IO.println("show_info: " + self);
        IO.println("show_info pid: " + self.pid() + " " + ProcessHandle.current().pid());
        IO.println(name + " " + age);
    }
}
