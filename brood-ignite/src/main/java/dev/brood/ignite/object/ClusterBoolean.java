package dev.brood.ignite.object;

import dev.brood.SharedBoolean;

/// A boolean of a cluster. Of the weaker memory orders each is as strong as the strongest.
final class ClusterBoolean extends ClusterNumber implements SharedBoolean {
    private static final long serialVersionUID = 1;

    ClusterBoolean(ObjectName name) {
        super(name);
    }

    private static long bits(boolean value) {
        return value ? 1 : 0;
    }

    private static boolean value(long bits) {
        return bits != 0;
    }

    @Override
    public boolean get() {
        return value(read());
    }

    @Override
    public void set(boolean value) {
        long _ = swap(bits(value));
    }

    @Override
    public boolean getAndSet(boolean value) {
        return value(swap(bits(value)));
    }

    @Override
    public boolean compareAndSet(boolean expected, boolean value) {
        return exchange(bits(expected), bits(value)) == bits(expected);
    }

    @Override
    public boolean compareAndExchange(boolean expected, boolean value) {
        return value(exchange(bits(expected), bits(value)));
    }

    @Override
    public boolean getPlain() {
        return get();
    }

    @Override
    public boolean getOpaque() {
        return get();
    }

    @Override
    public boolean getAcquire() {
        return get();
    }

    @Override
    public void setPlain(boolean value) {
        set(value);
    }

    @Override
    public void setOpaque(boolean value) {
        set(value);
    }

    @Override
    public void setRelease(boolean value) {
        set(value);
    }

    @Override
    public boolean weakCompareAndSetPlain(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetVolatile(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetAcquire(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean weakCompareAndSetRelease(boolean expected, boolean value) {
        return compareAndSet(expected, value);
    }

    @Override
    public boolean compareAndExchangeAcquire(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public boolean compareAndExchangeRelease(boolean expected, boolean value) {
        return compareAndExchange(expected, value);
    }

    @Override
    public String toString() {
        return String.valueOf(get());
    }
}
