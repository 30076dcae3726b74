package dev.brood.local.sync;

import dev.brood.SharedInt;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/// A [SharedInt]: one word of a cell, in a cache line of its own ([ObjectCell]).
final class LocalInt extends Number implements SharedInt, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment memory;
    private final transient long offset;

    LocalInt(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.memory = lifetime.cell().memory();
        this.offset = lifetime.cell().start() + ObjectCell.VALUE;
    }

    /// Makes one.
    static SharedInt create(Lifetimes lifetimes, int value) {
        Lifetimes.Draft draft = lifetimes.begin(DataKind.INT, 0);
        ObjectCell cell = draft.cell();
        WORD.set(cell.memory(), cell.start() + ObjectCell.VALUE, value);
        return (SharedInt) lifetimes.finish(draft, null);
    }

    @Override
    public int get() {
        try {
            lifetime.check();
            return (int) WORD.getVolatile(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int getPlain() {
        try {
            lifetime.check();
            return (int) WORD.get(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int getOpaque() {
        try {
            lifetime.check();
            return (int) WORD.getOpaque(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int getAcquire() {
        try {
            lifetime.check();
            return (int) WORD.getAcquire(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(int value) {
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
    public void setPlain(int value) {
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
    public void setOpaque(int value) {
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
    public void setRelease(int value) {
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
    public int getAndSet(int value) {
        try {
            lifetime.check();
            return (int) WORD.getAndSet(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndSet(int expected, int value) {
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
    public boolean weakCompareAndSetPlain(int expected, int value) {
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
    public boolean weakCompareAndSetVolatile(int expected, int value) {
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
    public boolean weakCompareAndSetAcquire(int expected, int value) {
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
    public boolean weakCompareAndSetRelease(int expected, int value) {
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
    public int compareAndExchange(int expected, int value) {
        try {
            lifetime.check();
            return (int) WORD.compareAndExchange(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int compareAndExchangeAcquire(int expected, int value) {
        try {
            lifetime.check();
            return (int) WORD.compareAndExchangeAcquire(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int compareAndExchangeRelease(int expected, int value) {
        try {
            lifetime.check();
            return (int) WORD.compareAndExchangeRelease(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int getAndAdd(int delta) {
        try {
            lifetime.check();
            return (int) WORD.getAndAdd(memory, offset, delta);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int intValue() {
        return get();
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
        return (double) get();
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
