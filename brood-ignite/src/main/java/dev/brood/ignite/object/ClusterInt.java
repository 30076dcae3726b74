package dev.brood.ignite.object;

import dev.brood.SharedInt;
import dev.brood.ignite.cell.NumberCell;

/// An int of a cluster. Of the weaker memory orders each is as strong as the strongest.
final class ClusterInt extends ClusterNumber implements SharedInt {
    private static final long serialVersionUID = 1;

    ClusterInt(ObjectName name) {
        super(name);
    }

    private static long bits(int value) {
        return value;
    }

    private static int value(long bits) {
        return (int) bits;
    }

    @Override
    public int get() {
        return value(read());
    }

    @Override
    public void set(int value) {
        long _ = swap(bits(value));
    }

    @Override
    public int getAndSet(int value) {
        return value(swap(bits(value)));
    }

    @Override
    public boolean compareAndSet(int expected, int value) {
        return exchange(bits(expected), bits(value)) == bits(expected);
    }

    @Override
    public int compareAndExchange(int expected, int value) {
        return value(exchange(bits(expected), bits(value)));
    }

    @Override
    public int getAndAdd(int delta) {
        return value(add(bits(delta), NumberCell.Kind.INT));
    }

    @Override
    public int getPlain() {
        return get();
    }

    @Override
    public int getOpaque() {
        return get();
    }

    @Override
    public int getAcquire() {
        return get();
    }

    @Override
    public void setPlain(int value) {
        set(value);
    }

    @Override
    public void setOpaque(int value) {
        set(value);
    }

    @Override
    public void setRelease(int value) {
        set(value);
    }

    @Override
    public boolean weakCompareAndSetPlain(int expected, int value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetVolatile(int expected, int value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetAcquire(int expected, int value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetRelease(int expected, int value) {
        return compareAndSet(expected, value);
    }

    @Override
    public int compareAndExchangeAcquire(int expected, int value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public int compareAndExchangeRelease(int expected, int value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
