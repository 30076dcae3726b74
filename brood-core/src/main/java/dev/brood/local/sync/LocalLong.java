package dev.brood.local.sync;

import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/// A [SharedLong]: one word of a cell, in a cache line of its own ([ObjectCell]).
final class LocalLong extends Number implements SharedLong, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment memory;
    private final transient long offset;

    LocalLong(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.memory = lifetime.cell().memory();
        this.offset = lifetime.cell().start() + ObjectCell.VALUE;
    }

    /// Makes one.
    static SharedLong create(Lifetimes lifetimes, long value) {
        Lifetimes.Draft draft = lifetimes.begin(DataKind.LONG, 0);
        ObjectCell cell = draft.cell();
        WORD.set(cell.memory(), cell.start() + ObjectCell.VALUE, value);
        return (SharedLong) lifetimes.finish(draft, null);
    }

    @Override
    public long get() {
        try {
            lifetime.check();
            return (long) WORD.getVolatile(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getPlain() {
        try {
            lifetime.check();
            return (long) WORD.get(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getOpaque() {
        try {
            lifetime.check();
            return (long) WORD.getOpaque(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getAcquire() {
        try {
            lifetime.check();
            return (long) WORD.getAcquire(memory, offset);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long value) {
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
    public void setPlain(long value) {
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
    public void setOpaque(long value) {
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
    public void setRelease(long value) {
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
    public long getAndSet(long value) {
        try {
            lifetime.check();
            return (long) WORD.getAndSet(memory, offset, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
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
    public boolean weakCompareAndSetPlain(long expected, long value) {
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
    public boolean weakCompareAndSetVolatile(long expected, long value) {
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
    public boolean weakCompareAndSetAcquire(long expected, long value) {
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
    public boolean weakCompareAndSetRelease(long expected, long value) {
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
    public long compareAndExchange(long expected, long value) {
        try {
            lifetime.check();
            return (long) WORD.compareAndExchange(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long compareAndExchangeAcquire(long expected, long value) {
        try {
            lifetime.check();
            return (long) WORD.compareAndExchangeAcquire(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long compareAndExchangeRelease(long expected, long value) {
        try {
            lifetime.check();
            return (long) WORD.compareAndExchangeRelease(memory, offset, expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getAndAdd(long delta) {
        try {
            lifetime.check();
            return (long) WORD.getAndAdd(memory, offset, delta);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int intValue() {
        return (int) get();
    }

    @Override
    public long longValue() {
        return get();
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
