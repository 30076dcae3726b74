package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.brood.SharedFloatArray;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedFloatArray]: a file that each user maps.
final class LocalFloatArray implements SharedFloatArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_FLOAT.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalFloatArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.FLOAT.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedFloatArray create(Lifetimes lifetimes, long length) {
        return (SharedFloatArray) Element.FLOAT.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length) * 4;
    }

    @Override
    public float get(long index) {
        try {
            lifetime.check();
            return (float) ELEMENT.get(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float getVolatile(long index) {
        try {
            lifetime.check();
            return (float) ELEMENT.getVolatile(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float getOpaque(long index) {
        try {
            lifetime.check();
            return (float) ELEMENT.getOpaque(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float getAcquire(long index) {
        try {
            lifetime.check();
            return (float) ELEMENT.getAcquire(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, float value) {
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
    public void setVolatile(long index, float value) {
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
    public void setOpaque(long index, float value) {
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
    public void setRelease(long index, float value) {
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
    public float getAndSet(long index, float value) {
        try {
            lifetime.check();
            return (float) ELEMENT.getAndSet(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float compareAndExchange(long index, float expected, float value) {
        try {
            lifetime.check();
            return (float) ELEMENT.compareAndExchange(data, at(index), expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float getAndAdd(long index, float delta) {
        float before = getVolatile(index);
        while (!compareAndSet(index, before, before + delta)) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public void read(long index, float[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            MemorySegment.copy(data, JAVA_FLOAT, index * 4, target, to, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, float[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            MemorySegment.copy(source, from, data, JAVA_FLOAT, index * 4, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, float value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            for (long i = from; i < to; i++) {
                data.setAtIndex(JAVA_FLOAT, i, value);
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public float[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        float[] copy = new float[Element.arrayLength(to - from)];
        read(from, copy, 0, copy.length);
        return copy;
    }

    @Override
    public double sum() {
        try {
            lifetime.check();
            // Four sums, as each addition waits for the one before.
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            long i = 0;
            for (long last = length - 3; i < last; i += 4) {
                a += data.getAtIndex(JAVA_FLOAT, i);
                b += data.getAtIndex(JAVA_FLOAT, i + 1);
                c += data.getAtIndex(JAVA_FLOAT, i + 2);
                d += data.getAtIndex(JAVA_FLOAT, i + 3);
            }
            while (i < length) {
                a += data.getAtIndex(JAVA_FLOAT, i++);
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
        return lifetime.describe(length + " floats");
    }
}
