package dev.brood.local.channel;

/// Content that has been written beside a ring because it is too large for its area, and that is to
/// be put by a record that names it, or discarded.
sealed interface Aside permits SpillFiles.Draft, Rooms.Room {
    /// Returns its size.
    long bytes();
}
