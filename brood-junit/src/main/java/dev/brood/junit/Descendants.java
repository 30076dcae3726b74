package dev.brood.junit;

import java.util.List;

/// The processes below a process: its children, their children, and so on. Zombies, which have
/// ended and only wait for their parent to take notice, are left out where the system shows them.
public final class Descendants {
    private Descendants() {}

    /// Returns the descendants of this JVM.
    ///
    /// @return those running at some moment of the call, in no particular order
    public static List<ProcessHandle> ofThisJvm() {
        return of(ProcessHandle.current());
    }

    /// Returns the descendants of a process.
    ///
    /// @param pid the process id
    /// @return those running at some moment of the call, in no particular order; empty if there is
    ///   no such process
    public static List<ProcessHandle> of(long pid) {
        return ProcessHandle.of(pid).map(Descendants::of).orElse(List.of());
    }

    private static List<ProcessHandle> of(ProcessHandle process) {
        return process.descendants().filter(Proc::isRunning).toList();
    }
}
