package dev.brood.local.sync;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.brood.SharedDoubleArray;
import dev.brood.SharedLock;
import dev.brood.codec.Portable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Objects;

/// A [SharedDoubleArray]: a file that each user maps.
final class LocalDoubleArray implements SharedDoubleArray, Portable {
    private static final long serialVersionUID = 1;
    private static final VarHandle ELEMENT = JAVA_DOUBLE.varHandle();

    private final transient Lifetime lifetime;
    private final transient MemorySegment data;
    private final transient long length;

    LocalDoubleArray(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.data = Element.DOUBLE.data(lifetime);
        this.length = lifetime.cell().length();
    }

    /// Makes one.
    static SharedDoubleArray create(Lifetimes lifetimes, long length) {
        return (SharedDoubleArray) Element.DOUBLE.create(lifetimes, length);
    }

    private long at(long index) {
        return Objects.checkIndex(index, length) * 8;
    }

    @Override
    public double get(long index) {
        try {
            lifetime.check();
            return (double) ELEMENT.get(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getVolatile(long index) {
        try {
            lifetime.check();
            return (double) ELEMENT.getVolatile(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getOpaque(long index) {
        try {
            lifetime.check();
            return (double) ELEMENT.getOpaque(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getAcquire(long index) {
        try {
            lifetime.check();
            return (double) ELEMENT.getAcquire(data, at(index));
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void set(long index, double value) {
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
    public void setVolatile(long index, double value) {
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
    public void setOpaque(long index, double value) {
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
    public void setRelease(long index, double value) {
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
    public double getAndSet(long index, double value) {
        try {
            lifetime.check();
            return (double) ELEMENT.getAndSet(data, at(index), value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double compareAndExchange(long index, double expected, double value) {
        try {
            lifetime.check();
            return (double) ELEMENT.compareAndExchange(data, at(index), expected, value);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double getAndAdd(long index, double delta) {
        double before = getVolatile(index);
        while (!compareAndSet(index, before, before + delta)) {
            before = getVolatile(index);
        }
        return before;
    }

    @Override
    public void read(long index, double[] target, int to, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(to, count, target.length);
            MemorySegment.copy(data, JAVA_DOUBLE, index * 8, target, to, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void write(long index, double[] source, int from, int count) {
        try {
            lifetime.check();
            Objects.checkFromIndexSize(index, count, length);
            Objects.checkFromIndexSize(from, count, source.length);
            MemorySegment.copy(source, from, data, JAVA_DOUBLE, index * 8, count);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void fill(long from, long to, double value) {
        try {
            lifetime.check();
            Objects.checkFromToIndex(from, to, length);
            for (long i = from; i < to; i++) {
                data.setAtIndex(JAVA_DOUBLE, i, value);
            }
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public double[] toArray(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        double[] copy = new double[Element.arrayLength(to - from)];
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
                a += data.getAtIndex(JAVA_DOUBLE, i);
                b += data.getAtIndex(JAVA_DOUBLE, i + 1);
                c += data.getAtIndex(JAVA_DOUBLE, i + 2);
                d += data.getAtIndex(JAVA_DOUBLE, i + 3);
            }
            while (i < length) {
                a += data.getAtIndex(JAVA_DOUBLE, i++);
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
        return lifetime.describe(length + " doubles");
    }
}
