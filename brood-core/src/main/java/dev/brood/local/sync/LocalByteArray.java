package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.brood.SharedByteArray;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedByteArray]: a file that each user maps.
final class LocalByteArray implements SharedByteArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_BYTE.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalByteArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.BYTE.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedByteArray create(Lifetimes lifetimes, long length) {
        return (SharedByteArray) Element.BYTE.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length);
    }

    @Override
    public byte get(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.get(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte getVolatile(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getVolatile(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte getOpaque(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getOpaque(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte getAcquire(long index) {
        try {
            lifetime.check();
            return (byte) ELEMENT.getAcquire(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, byte value) {
        try {
            lifetime.check();
            ELEMENT.set(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setVolatile(long index, byte value) {
        try {
            lifetime.check();
            ELEMENT.setVolatile(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setOpaque(long index, byte value) {
        try {
            lifetime.check();
            ELEMENT.setOpaque(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setRelease(long index, byte value) {
        try {
            lifetime.check();
            ELEMENT.setRelease(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte compareAndExchange(long index, byte expected, byte value) {
        try {
            lifetime.check();
            return (byte)
                    SubWords.compareAndExchangeByte(
                            lifetime.contents(), at(index), expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte getAndSet(long index, byte value) {
        byte before = getVolatile(index);
        while (!compareAndSet(index, before, value)) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public byte getAndAdd(long index, byte delta) {
        byte before = getVolatile(index);
        while (!compareAndSet(index, before, (byte) (before + delta))) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public void read(long index, byte[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            MemorySegment.copy(data, JAVA_BYTE, index, target, to, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, byte[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            MemorySegment.copy(source, from, data, JAVA_BYTE, index, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, byte value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            data.asSlice(from, to - from).fill(value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        byte[] copy = new byte[Element.arrayLength(to - from)];
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
        return lifetime.describe(length + " bytes");
    }
}
