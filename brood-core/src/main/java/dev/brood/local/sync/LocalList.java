package dev.brood.local.sync;

import dev.brood.ResourceException;
import dev.brood.ShareableList;
import dev.brood.SharedLock;
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;
import dev.brood.local.memory.Segment;
import dev.brood.local.roster.RobustMutex;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;

/// A [ShareableList]: a file of [Slot]s of one size, one mutex for the writers of all.
///
/// The cell's element word is the size of a slot; its extra is the mutex.
///
/// @param <E> what it holds
final class LocalList<E extends @Nullable Object> extends AbstractList<E>
        implements ShareableList<E>, Portable {
    private static final long serialVersionUID = 1;

    /// The least a slot has for a value: most numbers and words.
    private static final int LEAST = 48;

    /// The most a slot has: if one first value is larger, the others need not all be as large.
    private static final int MOST = 4096;

    private final transient Lifetime lifetime;
    private final transient RobustMutex mutex;
    private final transient Slot[] slots;
    private final transient int slotSize;

    LocalList(Lifetime lifetime) {
        this.lifetime = lifetime;
        this.mutex = lifetime.cell().mutex(lifetime.tree());
        this.slotSize = lifetime.cell().element();
        this.slots = slots(lifetime.tree(), lifetime.cell(), mutex, lifetime.contents());
    }

    private static Slot[] slots(
            Tree tree, ObjectCell cell, RobustMutex mutex, MemorySegment memory) {
        Slot[] made = new Slot[(int) cell.length()];
        int size = cell.element();
        for (int i = 0; i < made.length; i++) {
            SpilledValues files =
                    new SpilledValues(
                            tree, DataKind.LIST, cell.number(), i, file -> isStray(made, file));
            made[i] = new Slot(files, mutex, memory, (long) i * size, size);
        }
        return made;
    }

    private static boolean isStray(Slot[] slots, Path file) {
        return !slots[SpilledValues.slotOf(file)].isCurrent(SpilledValues.versionOf(file));
    }

    /// Makes one.
    @SuppressWarnings("unchecked") // it is made of Es
    static <E extends @Nullable Object> ShareableList<E> create(
            Lifetimes lifetimes, Collection<? extends E> elements) {
        byte[][] values = elements.stream().map(LocalList::encode).toArray(byte[][]::new);
        int longest = Arrays.stream(values).mapToInt(value -> value.length).max().orElse(0);
        int slotSize = (int) Slot.sizeFor(Math.clamp(longest, LEAST, MOST));
        Tree tree = lifetimes.tree();
        Room.require(
                tree,
                "a list of " + values.length + " slots of " + slotSize + " bytes",
                values.length,
                slotSize);
        Lifetimes.Draft draft = lifetimes.begin(DataKind.LIST, RobustMutex.BYTES);
        Segment file = null;
        try {
            ObjectCell cell = draft.cell();
            cell.setLength(values.length);
            cell.setElement(slotSize);
            long size = Math.max(8, (long) values.length * slotSize);
            file = tree.holds(Segment.create(DataKind.LIST.file(tree, cell.number()), size, size));
            Slot[] slots = slots(tree, cell, cell.mutex(tree), file.memory());
            for (int i = 0; i < values.length; i++) {
                slots[i].initialize(values[i]);
            }
            return (ShareableList<E>) lifetimes.finish(draft, file);
        } catch (Throwable e) {
            lifetimes.cancel(draft, file);
            throw e;
        }
    }

    private static byte[] encode(@Nullable Object element) {
        return Codec.standard().toBytes("element", element);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what was set was an E
    private E decode(byte[] bytes) {
        return (E) Codec.standard().fromBytes("element", bytes);
    }

    private Slot.Contents read(int index) {
        Objects.checkIndex(index, slots.length);
        try {
            lifetime.check();
            return slots[index].read();
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    private boolean replace(int index, Slot.Contents expected, byte[] bytes) {
        try {
            return slots[index].replace(lifetime, expected.current(), bytes);
        } catch (IllegalStateException e) {
            throw lifetime.explain(e);
        } catch (ResourceException e) {
            // A draft is deleted under its writer when another closes the list.
            throw lifetime.isClosed() ? lifetime.closed() : e;
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public E get(int index) {
        return decode(read(index).bytes());
    }

    @Override
    public E set(int index, E element) {
        byte[] bytes = encode(element);
        Slot.Contents before;
        do {
            before = read(index);
        } while (!replace(index, before, bytes));
        return decode(before.bytes());
    }

    @Override
    public boolean compareAndSet(int index, E expected, E element) {
        byte[] wanted = encode(expected);
        byte[] bytes = encode(element);
        Slot.Contents now;
        do {
            now = read(index);
            if (!Arrays.equals(now.bytes(), wanted)
                    && !Objects.deepEquals(decode(now.bytes()), expected)) {
                return false;
            }
        } while (!replace(index, now, bytes));
        return true;
    }

    @Override
    public int count(@Nullable Object element) {
        int count = 0;
        for (int i = 0; i < slots.length; i++) {
            if (Objects.equals(get(i), element)) {
                count++;
            }
        }
        return count;
    }

    @Override
    public int size() {
        return slots.length;
    }

    @Override
    public int slotBytes() {
        return (slotSize - 8) / 2 - 8;
    }

    @Override
    public SharedLock lock() {
        try {
            return lifetime.lock();
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public void useLock(SharedLock lock) {
        try {
            lifetime.useLock(lock);
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
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
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    @Override
    public Reference reference() {
        try {
            return lifetime.reference();
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shareable list travels as a reference");
    }

    @Override
    public String toString() {
        return isClosed() ? lifetime.ending() : super.toString();
    }
}
