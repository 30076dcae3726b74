package dev.brood.junit;

import java.util.List;

/// The check for one kind of thing. It is made before the classes it watches, and records what is
/// there by then.
interface Inspection {

    /// Gives what is new a bounded time to end, then describes and removes the rest as far as it
    /// can be removed.
    ///
    /// @return what was left, empty if all is well
    /// @throws InterruptedException if interrupted while waiting
    List<Leftover> sweep(Settings settings) throws InterruptedException;
}
