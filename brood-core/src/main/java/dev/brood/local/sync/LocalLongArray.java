package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.brood.SharedLock;
import dev.brood.SharedLongArray;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedLongArray]: a file that each user maps.
final class LocalLongArray implements SharedLongArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_LONG.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalLongArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.LONG.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedLongArray create(Lifetimes lifetimes, long length) {
        return (SharedLongArray) Element.LONG.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length) * 8;
    }

    @Override
    public long get(long index) {
        try {
            lifetime.check();
            return (long) ELEMENT.get(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getVolatile(long index) {
        try {
            lifetime.check();
            return (long) ELEMENT.getVolatile(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getOpaque(long index) {
        try {
            lifetime.check();
            return (long) ELEMENT.getOpaque(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getAcquire(long index) {
        try {
            lifetime.check();
            return (long) ELEMENT.getAcquire(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, long value) {
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
    public void setVolatile(long index, long value) {
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
    public void setOpaque(long index, long value) {
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
    public void setRelease(long index, long value) {
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
    public long getAndSet(long index, long value) {
        try {
            lifetime.check();
            return (long) ELEMENT.getAndSet(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long compareAndExchange(long index, long expected, long value) {
        try {
            lifetime.check();
            return (long) ELEMENT.compareAndExchange(data, at(index), expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long getAndAdd(long index, long delta) {
        try {
            lifetime.check();
            return (long) ELEMENT.getAndAdd(data, at(index), delta);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void read(long index, long[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            MemorySegment.copy(data, JAVA_LONG, index * 8, target, to, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, long[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            MemorySegment.copy(source, from, data, JAVA_LONG, index * 8, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, long value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            for (long i = from; i < to; i++) {
                data.setAtIndex(JAVA_LONG, i, value);
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        long[] copy = new long[Element.arrayLength(to - from)];
        read(from, copy, 0, copy.length);
        return copy;
    }

    @Override
    public long sum() {
        try {
            lifetime.check();
            // Four sums, as each addition waits for the one before.
            long a = 0;
            long b = 0;
            long c = 0;
            long d = 0;
            long i = 0;
            for (long last = length - 3; i < last; i += 4) {
                a += data.getAtIndex(JAVA_LONG, i);
                b += data.getAtIndex(JAVA_LONG, i + 1);
                c += data.getAtIndex(JAVA_LONG, i + 2);
                d += data.getAtIndex(JAVA_LONG, i + 3);
            }
            while (i < length) {
                a += data.getAtIndex(JAVA_LONG, i++);
            }
            return (a + b) + (c + d);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
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
        return lifetime.describe(length + " longs");
    }
}
