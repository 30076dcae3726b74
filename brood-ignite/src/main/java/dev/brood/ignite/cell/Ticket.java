package dev.brood.ignite.cell;

/// One call of a thread: by this it waits, is woken, or gives up.
///
/// @param holder the thread
/// @param number of the call, unique in the process
public record Ticket(Holder holder, long number) {}
