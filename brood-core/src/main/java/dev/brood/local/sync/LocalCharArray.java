package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;

import dev.brood.SharedCharArray;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedCharArray]: a file that each user maps.
final class LocalCharArray implements SharedCharArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_CHAR.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalCharArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.CHAR.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedCharArray create(Lifetimes lifetimes, long length) {
        return (SharedCharArray) Element.CHAR.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length) * 2;
    }

    @Override
    public char get(long index) {
        try {
            lifetime.check();
            return (char) ELEMENT.get(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public char getVolatile(long index) {
        try {
            lifetime.check();
            return (char) ELEMENT.getVolatile(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public char getOpaque(long index) {
        try {
            lifetime.check();
            return (char) ELEMENT.getOpaque(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public char getAcquire(long index) {
        try {
            lifetime.check();
            return (char) ELEMENT.getAcquire(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, char value) {
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
    public void setVolatile(long index, char value) {
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
    public void setOpaque(long index, char value) {
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
    public void setRelease(long index, char value) {
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
    public char compareAndExchange(long index, char expected, char value) {
        try {
            lifetime.check();
            return (char)
                    SubWords.compareAndExchangeShort(
                            lifetime.contents(), at(index), expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public char getAndSet(long index, char value) {
        char before = getVolatile(index);
        while (!compareAndSet(index, before, value)) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public void read(long index, char[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            MemorySegment.copy(data, JAVA_CHAR, index * 2, target, to, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, char[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            MemorySegment.copy(source, from, data, JAVA_CHAR, index * 2, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, char value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            for (long i = from; i < to; i++) {
                data.setAtIndex(JAVA_CHAR, i, value);
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public char[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        char[] copy = new char[Element.arrayLength(to - from)];
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
        return lifetime.describe(length + " chars");
    }
}
