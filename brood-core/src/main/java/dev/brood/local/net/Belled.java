package dev.brood.local.net;

import dev.brood.Waitable;

/// Something whose changes ring the bell of this process while it is watched; see
/// [dev.brood.local.memory.WaitSet].
public interface Belled extends Waitable {

    /// Begins to be watched, to be ended by [#unwatch].
    void watch();

    /// Ends what [#watch] began.
    void unwatch();

    /// Returns whether who uses it would not wait.
    ///
    /// @return true if so
    boolean isReady();
}
