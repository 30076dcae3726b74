package dev.brood.ignite.seat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a process that uses this seat may have something of, and whether it has died.
///
/// Whoever asks a cell in its name adds the cell before, and looks whether it is gone after the
/// answer; its end is noted before the cells are told. So one of the two tells the cell after the
/// step, whichever comes first.
final class Tie {
    final Set<String> cells = ConcurrentHashMap.newKeySet();
    volatile boolean gone;
}
