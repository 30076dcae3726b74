package dev.brood.local.sync;

import dev.brood.SharedBoolean;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;

/// A [SharedBoolean]: one word of a cell, 0 or 1, in a cache line of its own ([ObjectCell]).
final class LocalBoolean implements SharedBoolean, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment memory;
    private final transient long offset;

    LocalBoolean(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.memory = lifetime.cell().memory();
        this.offset = lifetime.cell().start() + ObjectCell.VALUE;
    }

    /// Makes one.
    static SharedBoolean create(Lifetimes lifetimes, boolean value) {
        Lifetimes.Draft draft = lifetimes.begin(DataKind.BOOLEAN, 0);
        ObjectCell cell = draft.cell();
        WORD.set(cell.memory(), cell.start() + ObjectCell.VALUE, value ? 1 : 0);
        return (SharedBoolean) lifetimes.finish(draft, null);
    }

    @Override
    public boolean get() {
        try {
            lifetime.check();
            return (int) WORD.getVolatile(memory, offset) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getPlain() {
        try {
            lifetime.check();
            return (int) WORD.get(memory, offset) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getOpaque() {
        try {
            lifetime.check();
            return (int) WORD.getOpaque(memory, offset) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getAcquire() {
        try {
            lifetime.check();
            return (int) WORD.getAcquire(memory, offset) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(boolean value) {
        try {
            lifetime.check();
            WORD.setVolatile(memory, offset, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setPlain(boolean value) {
        try {
            lifetime.check();
            WORD.set(memory, offset, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setOpaque(boolean value) {
        try {
            lifetime.check();
            WORD.setOpaque(memory, offset, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setRelease(boolean value) {
        try {
            lifetime.check();
            WORD.setRelease(memory, offset, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getAndSet(boolean value) {
        try {
            lifetime.check();
            return (int) WORD.getAndSet(memory, offset, value ? 1 : 0) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndSet(boolean expected, boolean value) {
        try {
            lifetime.check();
            return WORD.compareAndSet(memory, offset, expected ? 1 : 0, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetPlain(boolean expected, boolean value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetPlain(memory, offset, expected ? 1 : 0, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetVolatile(boolean expected, boolean value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSet(memory, offset, expected ? 1 : 0, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetAcquire(boolean expected, boolean value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetAcquire(memory, offset, expected ? 1 : 0, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean weakCompareAndSetRelease(boolean expected, boolean value) {
        try {
            lifetime.check();
            return WORD.weakCompareAndSetRelease(memory, offset, expected ? 1 : 0, value ? 1 : 0);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndExchange(boolean expected, boolean value) {
        try {
            lifetime.check();
            return (int) WORD.compareAndExchange(memory, offset, expected ? 1 : 0, value ? 1 : 0)
                    != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndExchangeAcquire(boolean expected, boolean value) {
        try {
            lifetime.check();
            return (int)
                            WORD.compareAndExchangeAcquire(
                                    memory, offset, expected ? 1 : 0, value ? 1 : 0)
                    != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndExchangeRelease(boolean expected, boolean value) {
        try {
            lifetime.check();
            return (int)
                            WORD.compareAndExchangeRelease(
                                    memory, offset, expected ? 1 : 0, value ? 1 : 0)
                    != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
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
