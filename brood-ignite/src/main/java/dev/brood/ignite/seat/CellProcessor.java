package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.Step;
import dev.brood.ignite.cell.Ticket;

import org.apache.ignite.cache.CacheEntryProcessor;

import java.util.Objects;

import javax.cache.processor.MutableEntry;

/// Takes a step on a cell, on the node that has it.
final class CellProcessor implements CacheEntryProcessor<String, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    /// What is to be done, for whom, and the step's number, by which it is not taken twice.
    record Request(Op op, Ticket caller, long number) {}

    @Override
    @SuppressWarnings("NullAway") // a cell that is missing is null
    public byte[] process(MutableEntry<String, byte[]> entry, Object... arguments) {
        Request request =
                (Request)
                        Objects.requireNonNull(
                                Codec.standard().fromBytes("step", (byte[]) arguments[0]));
        Step step =
                Step.take(
                        entry.exists() ? entry.getValue() : null,
                        request.op(),
                        request.caller(),
                        request.number());
        if (step.changed()) {
            if (step.state() == null) {
                entry.remove();
            } else {
                entry.setValue(step.state());
            }
        }
        return step.given();
    }
}
