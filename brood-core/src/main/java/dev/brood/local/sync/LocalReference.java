package dev.brood.local.sync;

import dev.brood.ResourceException;
import dev.brood.SharedLock;
import dev.brood.SharedReference;
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// A [SharedReference]: a [Slot] in the cell, behind the mutex of its writers.
///
/// ```
///   the cell's extra:  0              32
///                      +--------------+------------- - -
///                      | mutex        | slot
///                      +--------------+------------- - -
/// ```
///
/// @param <T> what it refers to
final class LocalReference<T extends @Nullable Object> implements SharedReference<T>, Portable {
    private static final long serialVersionUID = 1;

    /// The largest cell there is: values of up to 864 bytes need no file.
    private static final int SLOT_BYTES = 1760;

    private static final int SLOT = ObjectCell.EXTRA + RobustMutex.BYTES;

    private final transient Lifetime lifetime;
    private final transient RobustMutex mutex;
    private final transient Slot slot;

    LocalReference(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.mutex = lifetime.cell().mutex(lifetime.tree());
        this.slot = slot(lifetime.tree(), lifetime.cell(), mutex);
    }

    private static Slot slot(Tree tree, ObjectCell cell, RobustMutex mutex) {
        Slot[] made = new Slot[1]; // it is asked about files, which it needs itself
        SpilledValues files =
                new SpilledValues(
                        tree,
                        DataKind.REFERENCE,
                        cell.number(),
                        0,
                        file -> !made[0].isCurrent(SpilledValues.versionOf(file)));
        made[0] = new Slot(files, mutex, cell.memory(), cell.start() + SLOT, SLOT_BYTES);
        return made[0];
    }

    /// Makes one.
    @SuppressWarnings("unchecked") // it is made of a T
    static <T extends @Nullable Object> SharedReference<T> create(Lifetimes lifetimes, T value) {
        byte[] bytes = encode(value);
        Lifetimes.Draft draft = lifetimes.begin(DataKind.REFERENCE, RobustMutex.BYTES + SLOT_BYTES);
        try {
            Tree tree = lifetimes.tree();
            slot(tree, draft.cell(), draft.cell().mutex(tree)).initialize(bytes);
        } catch (Throwable e) {
            lifetimes.cancel(draft, null);
            throw e;
        }
        return (SharedReference<T>) lifetimes.finish(draft, null);
    }

    private static byte[] encode(@Nullable Object value) {
        return Codec.standard().toBytes("value", value);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was set was a T
    private T decode(byte[] bytes) {
        return (T) Codec.standard().fromBytes("value", bytes);
    }

    private Slot.Contents read() {
        try {
            lifetime.check();
            return slot.read();
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private boolean replace(@Nullable Long expected, byte[] bytes) {
        try {
            lifetime.check();
            return slot.replace(lifetime, expected, bytes);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } catch (ResourceException e) {
            // A draft is deleted under its writer when another closes the reference.
            throw lifetime.isClosed() ? lifetime.closed() : e;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public T get() {
        return decode(read().bytes());
    }

    @Override
    public void set(T value) {
        boolean _ = replace(null, encode(value));
    }

    @Override
    public T getAndSet(T value) {
        byte[] bytes = encode(value);
        Slot.Contents before;
        do {
            before = read();
        } while (!replace(before.current(), bytes));
        return decode(before.bytes());
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        byte[] wanted = encode(expected);
        byte[] bytes = encode(value);
        Slot.Contents now;
        do {
            now = read();
            // Alike in bytes is the quicker look, and finds what has no equals of its own.
            if (!Arrays.equals(now.bytes(), wanted)
                    && !Objects.deepEquals(decode(now.bytes()), expected)) {
                return false;
            }
        } while (!replace(now.current(), bytes));
        return true;
    }

    @Override
    public T getAndUpdate(UnaryOperator<T> function) {
        Slot.Contents before;
        do {
            before = read();
        } while (!replace(before.current(), encode(function.apply(decode(before.bytes())))));
        return decode(before.bytes());
    }

    @Override
    public T updateAndGet(UnaryOperator<T> function) {
        Slot.Contents before;
        T after;
        do {
            before = read();
            after = function.apply(decode(before.bytes()));
        } while (!replace(before.current(), encode(after)));
        return after;
    }

    @Override
    public T getAndAccumulate(T operand, BinaryOperator<T> function) {
        return getAndUpdate(value -> function.apply(value, operand));
    }

    @Override
    public T accumulateAndGet(T operand, BinaryOperator<T> function) {
        return updateAndGet(value -> function.apply(value, operand));
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
            lifetime.close(mutex);
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
        throw new InvalidObjectException("a shared reference travels as a reference");
    }

    @Override
    public String toString() {
        return lifetime.describe("open");
    }
}
