package dev.brood.ignite.object;

import dev.brood.SharedDouble;
import dev.brood.ignite.cell.NumberCell;

/// A double of a cluster. Of the weaker memory orders each is as strong as the strongest.
final class ClusterDouble extends ClusterNumber implements SharedDouble {
    private static final long serialVersionUID = 1;

    ClusterDouble(ObjectName name) {
        super(name);
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    private static double value(long bits) {
        return Double.longBitsToDouble(bits);
    }

    @Override
    public double get() {
        return value(read());
    }

    @Override
    public void set(double value) {
        long _ = swap(bits(value));
    }

    @Override
    public double getAndSet(double value) {
        return value(swap(bits(value)));
    }

    @Override
    public boolean compareAndSet(double expected, double value) {
        return exchange(bits(expected), bits(value)) == bits(expected);
    }

    @Override
    public double compareAndExchange(double expected, double value) {
        return value(exchange(bits(expected), bits(value)));
    }

    @Override
    public double getAndAdd(double delta) {
        return value(add(bits(delta), NumberCell.Kind.DOUBLE));
    }

    @Override
    public double getPlain() {
        return get();
    }

    @Override
    public double getOpaque() {
        return get();
    }

    @Override
    public double getAcquire() {
        return get();
    }

    @Override
    public void setPlain(double value) {
        set(value);
    }

    @Override
    public void setOpaque(double value) {
        set(value);
    }

    @Override
    public void setRelease(double value) {
        set(value);
    }

    @Override
    public boolean weakCompareAndSetPlain(double expected, double value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetVolatile(double expected, double value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetAcquire(double expected, double value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetRelease(double expected, double value) {
        return compareAndSet(expected, value);
    }

    @Override
    public double compareAndExchangeAcquire(double expected, double value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public double compareAndExchangeRelease(double expected, double value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
