package dev.brood.ignite.object;

import dev.brood.SharedLong;
import dev.brood.ignite.cell.NumberCell;

/// A long of a cluster. Of the weaker memory orders each is as strong as the strongest.
final class ClusterLong extends ClusterNumber implements SharedLong {
    private static final long serialVersionUID = 1;

    ClusterLong(ObjectName name) {
        super(name);
    }

    private static long bits(long value) {
        return value;
    }

    private static long value(long bits) {
        return bits;
    }

    @Override
    public long get() {
        return value(read());
    }

    @Override
    public void set(long value) {
        long _ = swap(bits(value));
    }

    @Override
    public long getAndSet(long value) {
        return value(swap(bits(value)));
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return exchange(bits(expected), bits(value)) == bits(expected);
    }

    @Override
    public long compareAndExchange(long expected, long value) {
        return value(exchange(bits(expected), bits(value)));
    }

    @Override
    public long getAndAdd(long delta) {
        return value(add(bits(delta), NumberCell.Kind.LONG));
    }

    @Override
    public long getPlain() {
        return get();
    }

    @Override
    public long getOpaque() {
        return get();
    }

    @Override
    public long getAcquire() {
        return get();
    }

    @Override
    public void setPlain(long value) {
        set(value);
    }

    @Override
    public void setOpaque(long value) {
        set(value);
    }

    @Override
    public void setRelease(long value) {
        set(value);
    }

    @Override
    public boolean weakCompareAndSetPlain(long expected, long value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetVolatile(long expected, long value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetAcquire(long expected, long value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetRelease(long expected, long value) {
        return compareAndSet(expected, value);
    }

    @Override
    public long compareAndExchangeAcquire(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public long compareAndExchangeRelease(long expected, long value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
