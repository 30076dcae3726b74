package dev.brood.ignite.seat;

import dev.brood.codec.Codec;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.Step;
import dev.brood.ignite.cell.Ticket;
import dev.brood.ignite.link.Full;

import org.apache.ignite.Ignite;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

import java.util.Objects;

import javax.cache.processor.MutableEntry;

/// Takes a step on a cell, on the node that has it.
final class CellProcessor implements CacheEntryProcessor<String, byte[], byte[]> {
    private static final long serialVersionUID = 1;

    /// What part of a node's memory for objects a cell may be: when that is full, there must be
    /// room for another copy of it, as each step makes one, also a step that takes something away.
    private static final int LARGEST_PART = 16;

    /// What is to be done, for whom, and the step's number, by which it is not taken twice.
    record Request(Op op, Ticket caller, long number) {}

    @IgniteInstanceResource private transient @Nullable Ignite ignite;

    @Override
    @SuppressWarnings("NullAway") // a cell that is missing is null
    public byte[] process(MutableEntry<String, byte[]> entry, Object... arguments) {
        Request request =
                (Request)
                        Objects.requireNonNull(
                                Codec.standard().fromBytes("step", (byte[]) arguments[0]));
        byte[] before = entry.exists() ? entry.getValue() : null;
        Step step = taken(entry.getKey(), before, request);
        if (step.changed()) {
            if (step.state() == null) {
                entry.remove();
            } else {
                entry.setValue(step.state());
            }
        }
        return step.given();
    }

    private Step taken(String key, byte @Nullable [] before, Request request) {
        Step step = Step.take(before, request.op(), request.caller(), request.number());
        byte[] after = step.changed() ? step.state() : null;
        int growth = after == null ? 0 : after.length - (before == null ? 0 : before.length);
        if (after == null || growth <= 0) {
            return step;
        }
        Full full =
                Regions.refusal(
                        Objects.requireNonNull(ignite),
                        Cells.CACHE,
                        key,
                        growth,
                        after.length,
                        LARGEST_PART);
        if (full == null) {
            return step;
        }
        Step shortened = step.shortened();
        return request.op().puts() && shortened.enlarges(before)
                ? Step.refused(before, request.op(), request.caller(), request.number(), full)
                : shortened;
    }
}
