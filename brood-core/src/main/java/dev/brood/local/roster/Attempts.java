package dev.brood.local.roster;

import java.util.ArrayList;
import java.util.List;

/// Several things to be done, of which one that fails must not keep the others from being done: the
/// recovery of a hundred queues does not end at the first that can't be mapped, as the process has
/// no file descriptor left.
public final class Attempts {
    private final List<RuntimeException> failures = new ArrayList<>();

    /// Begins with none.
    public Attempts() {}

    /// Does one of them.
    ///
    /// @param action what may throw; an error of the machine is not held back
    public void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    /// Ends them.
    ///
    /// @throws RuntimeException what the first one to fail threw, the others' suppressed
    public void end() {
        if (!failures.isEmpty()) {
            RuntimeException first = failures.getFirst();
            failures.stream().filter(e -> !e.equals(first)).forEach(first::addSuppressed);
            throw first;
        }
    }
}
