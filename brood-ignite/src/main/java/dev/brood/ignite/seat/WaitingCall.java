package dev.brood.ignite.seat;

import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.Ticket;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;

/// A call of a cell that this seat makes for a process. Guarded by itself.
///
/// | state | a wake | being taken back |
/// |---|---|---|
/// | asking | is kept: asks again if told to wait | is kept: takes back if told to wait |
/// | waiting | asks again | takes back |
/// | over | nothing | nothing |
final class WaitingCall {
    final String cell;
    final Ticket ticket;
    final Op op;

    /// What ties the process to the cell; null if it can't have anything of it.
    final @Nullable Tie tie;

    /// What the process gets: an encoded result.
    final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    boolean asking = true;
    boolean woken;

    /// Whether it is being taken back as it was interrupted, or as its time is over; null if not.
    @Nullable Boolean withdrawing;

    long since = System.nanoTime();

    WaitingCall(String cell, Ticket ticket, Op op, @Nullable Tie tie) {
        this.cell = cell;
        this.ticket = ticket;
        this.op = op;
        this.tie = tie;
    }

    /// Returns what is to be asked next, if anything: the call again, or its being taken back.
    Op next() {
        asking = true;
        woken = false;
        since = System.nanoTime();
        Boolean interrupted = withdrawing;
        if (interrupted != null) {
            withdrawing = null;
            return new Op.Withdraw(interrupted);
        }
        return op;
    }
}
