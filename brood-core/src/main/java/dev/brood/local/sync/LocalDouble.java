package dev.brood.local.sync;

import dev.brood.SharedDouble;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/// A [SharedDouble]: one word of a cell, in a cache line of its own ([ObjectCell]).
final class LocalDouble extends Number implements SharedDouble, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle WORD = ValueLayout.JAVA_DOUBLE.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment memory;
    private final transient long offset;

    LocalDouble(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.memory = lifetime.cell().memory();
        this.offset = lifetime.cell().start() + ObjectCell.VALUE;
    }

    /// Makes one.
    static SharedDouble create(Lifetimes lifetimes, double value) {
        Lifetimes.Draft draft = lifetimes.begin(DataKind.DOUBLE, 0);
        ObjectCell cell = draft.cell();
        WORD.set(cell.memory(), cell.start() + ObjectCell.VALUE, value);
        return (SharedDouble) lifetimes.finish(draft, null);
    }

    @Override
    public double get() {
        try {
            lifetime.check();
            return (double) WORD.getVolatile(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getPlain() {
        try {
            lifetime.check();
            return (double) WORD.get(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getOpaque() {
        try {
            lifetime.check();
            return (double) WORD.getOpaque(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getAcquire() {
        try {
            lifetime.check();
            return (double) WORD.getAcquire(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(double value) {
        try {
            lifetime.check();
            WORD.setVolatile(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setPlain(double value) {
        try {
            lifetime.check();
            WORD.set(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setOpaque(double value) {
        try {
            lifetime.check();
            WORD.setOpaque(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setRelease(double value) {
        try {
            lifetime.check();
            WORD.setRelease(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getAndSet(double value) {
        try {
            lifetime.check();
            return (double) WORD.getAndSet(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndSet(double expected, double value) {
        try {
            lifetime.check();
            return WORD.compareAndSet(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetPlain(double expected, double value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetPlain(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetVolatile(double expected, double value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSet(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetAcquire(double expected, double value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetAcquire(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetRelease(double expected, double value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetRelease(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double compareAndExchange(double expected, double value) {
        try {
            lifetime.check();
            return (double) WORD.compareAndExchange(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double compareAndExchangeAcquire(double expected, double value) {
        try {
            lifetime.check();
            return (double) WORD.compareAndExchangeAcquire(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double compareAndExchangeRelease(double expected, double value) {
        try {
            lifetime.check();
            return (double) WORD.compareAndExchangeRelease(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getAndAdd(double delta) {
        double before = get();
        while (!weakCompareAndSetVolatile(before, before + delta)) {
            before = get();
        }
        return before;
    }

    @Override
    public int intValue() {
        return (int) get();
    }

    @Override
    public long longValue() {
        return (long) get();
    }

    @Override
    public float floatValue() {
        return (float) get();
    }

    @Override
    public double doubleValue() {
        return get();
    }

    @Override
    public SharedLock lock() {
        try {
            return lifetime.lock();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void useLock(SharedLock lock) {
        try {
            lifetime.useLock(lock);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean isClosed() {
        return lifetime.isClosed();
    }

    @Override
    public void close() {
        try {
            lifetime.close(null);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public dev.brood.codec.Reference reference() {
        try {
            return lifetime.reference();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shared value travels as a reference");
    }

    /// Returns the value, as a string.
    @Override
    public String toString() {
        return isClosed() ? lifetime.ending() : String.valueOf(get());
    }
}
