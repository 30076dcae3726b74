package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.SharedBooleanArray;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedBooleanArray]: a file that each user maps.
final class LocalBooleanArray implements SharedBooleanArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_BYTE.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalBooleanArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.BOOLEAN.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedBooleanArray create(Lifetimes lifetimes, long length) {
        return (SharedBooleanArray) Element.BOOLEAN.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length);
    }

    @Override
    public boolean get(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.get(data, at(index)) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getVolatile(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getVolatile(data, at(index)) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getOpaque(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getOpaque(data, at(index)) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getAcquire(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getAcquire(data, at(index)) != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, boolean value) {
        try {
            lifetime.check();
            ELEMENT.set(data, at(index), (byte) (value ? 1 : 0));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setVolatile(long index, boolean value) {
        try {
            lifetime.check();
            ELEMENT.setVolatile(data, at(index), (byte) (value ? 1 : 0));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setOpaque(long index, boolean value) {
        try {
            lifetime.check();
            ELEMENT.setOpaque(data, at(index), (byte) (value ? 1 : 0));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setRelease(long index, boolean value) {
        try {
            lifetime.check();
            ELEMENT.setRelease(data, at(index), (byte) (value ? 1 : 0));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean compareAndExchange(long index, boolean expected, boolean value) {
        try {
            lifetime.check();
            return SubWords.compareAndExchangeByte(
                            lifetime.contents(), at(index), expected ? 1 : 0, value ? 1 : 0)
                    != 0;
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean getAndSet(long index, boolean value) {
        boolean before = getVolatile(index);
        while (!compareAndSet(index, before, value)) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public void read(long index, boolean[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            for (int i = 0; i < count; i++) {
                target[to + i] = (byte) ELEMENT.get(data, index + i) != 0;
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, boolean[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            for (int i = 0; i < count; i++) {
                ELEMENT.set(data, index + i, (byte) (source[from + i] ? 1 : 0));
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, boolean value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            data.asSlice(from, to - from).fill((byte) (value ? 1 : 0));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        boolean[] copy = new boolean[Element.arrayLength(to - from)];
        read(from, copy, 0, copy.length);
        return copy;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public MemorySegment segment() {
        try {
            lifetime.check();
            lifetime.keep(this);
            return data;
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
        throw new InvalidObjectException("a shared array travels as a reference");
    }

    @Override
    public String toString() {
        return lifetime.describe(length + " booleans");
    }
}
