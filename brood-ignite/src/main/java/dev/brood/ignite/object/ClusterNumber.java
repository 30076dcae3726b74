package dev.brood.ignite.object;

import dev.brood.ignite.cell.NumberCell;
import dev.brood.ignite.cell.Op;

import java.util.Objects;

/// What numbers have in common.
abstract class ClusterNumber extends ClusterValue {
    private static final long serialVersionUID = 1;

    ClusterNumber(ObjectName name) {
        super(name);
    }

    private long bits(Op op) {
        return (Long) Objects.requireNonNull(call(op), "a number");
    }

    final long read() {
        return bits(new NumberCell.Get());
    }

    final long swap(long bits) {
        return bits(new NumberCell.Swap(bits));
    }

    final long exchange(long expected, long bits) {
        return bits(new NumberCell.Exchange(expected, bits));
    }

    final long add(long delta, NumberCell.Kind kind) {
        return bits(new NumberCell.Add(delta, kind));
    }
}
