package dev.brood.ignite.object;

import dev.brood.JoinableQueue;
import dev.brood.Manager;
import dev.brood.SharedBarrier;
import dev.brood.SharedBoolean;
import dev.brood.SharedDouble;
import dev.brood.SharedEvent;
import dev.brood.SharedInt;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.SharedReference;
import dev.brood.SharedSemaphore;
import dev.brood.codec.Codec;
import dev.brood.ignite.cell.BarrierCell;
import dev.brood.ignite.cell.BytesCell;
import dev.brood.ignite.cell.Cell;
import dev.brood.ignite.cell.GateCell;
import dev.brood.ignite.cell.JoinableCell;
import dev.brood.ignite.cell.LockCell;
import dev.brood.ignite.cell.NumberCell;
import dev.brood.ignite.cell.Op;
import dev.brood.ignite.cell.QueueCell;
import dev.brood.ignite.cell.SemaphoreCell;
import dev.brood.ignite.link.CellCaller;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes shared objects, and finds the one handle that a process has of each.
public final class ClusterObjects {
    private static final Map<String, WeakReference<ClusterObject>> HANDLES =
            new ConcurrentHashMap<>();
    private static final int FEW = 1024;

    private final String cluster;
    private final byte[] self;
    private final String seat;

    /// How the keys begin of what is made; null for those of the cluster itself.
    private final @Nullable String scope;

    private final AtomicInteger count = new AtomicInteger();

    /// Makes what makes objects.
    ///
    /// @param cluster the cluster's id
    /// @param self an encoded proxy of the seat
    /// @param seat what names the seat in the cluster
    public ClusterObjects(String cluster, byte[] self, String seat) {
        this(cluster, self, seat, null);
    }

    private ClusterObjects(String cluster, byte[] self, String seat, @Nullable String scope) {
        this.cluster = cluster;
        this.self = self;
        this.seat = seat;
        this.scope = scope;
    }

    /// Returns what makes objects that end with another.
    static ClusterObjects within(ObjectName owner) {
        return new ClusterObjects(owner.cluster(), owner.self(), "", owner.key());
    }

    /// Makes an event that is not set, or finds the one of a name.
    ///
    /// @param name null for none
    /// @return its handle
    public SharedEvent event(@Nullable String name) {
        return make(ClusterEvent.class, ObjectKind.EVENT, name, new GateCell(1));
    }

    /// Makes a latch, or finds the one of a name.
    ///
    /// @param name null for none
    /// @param count at least 0
    /// @return its handle
    public SharedLatch latch(@Nullable String name, int count) {
        require(count >= 0, "a latch's count must be at least 0, was " + count);
        return make(ClusterLatch.class, ObjectKind.LATCH, name, new GateCell(count));
    }

    /// Makes a long.
    ///
    /// @param value its value
    /// @return its handle
    public SharedLong newLong(long value) {
        return make(ClusterLong.class, ObjectKind.LONG, null, new NumberCell(value));
    }

    /// Makes an int.
    ///
    /// @param value its value
    /// @return its handle
    public SharedInt newInt(int value) {
        return make(ClusterInt.class, ObjectKind.INT, null, new NumberCell(value));
    }

    /// Makes a double.
    ///
    /// @param value its value
    /// @return its handle
    public SharedDouble newDouble(double value) {
        NumberCell cell = new NumberCell(Double.doubleToRawLongBits(value));
        return make(ClusterDouble.class, ObjectKind.DOUBLE, null, cell);
    }

    /// Makes a boolean.
    ///
    /// @param value its value
    /// @return its handle
    public SharedBoolean newBoolean(boolean value) {
        NumberCell cell = new NumberCell(value ? 1 : 0);
        return make(ClusterBoolean.class, ObjectKind.BOOLEAN, null, cell);
    }

    /// Makes a reference.
    ///
    /// @param <T> the value
    /// @param value its value
    /// @return its handle
    @SuppressWarnings("unchecked") // a new one is of any type
    public <T extends @Nullable Object> SharedReference<T> reference(T value) {
        BytesCell cell = new BytesCell(Codec.standard().toBytes("value", value));
        return make(ClusterReference.class, ObjectKind.REFERENCE, null, cell);
    }

    /// Makes a queue, or finds the one of a name.
    ///
    /// @param <E> what it holds
    /// @param name null for none
    /// @param capacity at least 1
    /// @return its handle
    @SuppressWarnings("unchecked") // a new one is of any type
    public <E> SharedQueue<E> queue(@Nullable String name, int capacity) {
        QueueCell cell = new QueueCell(capacity);
        return make(ClusterQueue.class, ObjectKind.QUEUE, name, cell, (long) capacity);
    }

    /// Makes a joinable queue, or finds the one of a name.
    ///
    /// @param <E> what it holds
    /// @param name null for none
    /// @param capacity at least 1
    /// @param redeliver whether what a dead process had in hand is delivered again
    /// @return its handle
    @SuppressWarnings("unchecked") // a new one is of any type
    public <E> JoinableQueue<E> joinableQueue(
            @Nullable String name, int capacity, boolean redeliver) {
        JoinableCell cell = new JoinableCell(capacity, redeliver);
        return make(
                ClusterJoinableQueue.class,
                ObjectKind.JOINABLE_QUEUE,
                name,
                cell,
                (long) capacity,
                redeliver ? 1L : 0L);
    }

    /// Makes what makes collections and objects of the user's, or finds the one of a name.
    ///
    /// @param name null for none
    /// @return its handle
    public Manager manager(@Nullable String name) {
        BytesCell cell = new BytesCell(ClusterManager.NO_NAMES);
        return make(ClusterManager.class, ObjectKind.MANAGER, name, cell);
    }

    /// Makes what its face is the handle of.
    Faced faced(ObjectKind kind, Cell cell, Object... more) {
        return make(Faced.class, kind, null, cell, more);
    }

    /// Makes a map, a set or a namespace.
    MapCore mapCore(ObjectKind kind) {
        MapCore core = (MapCore) of(newName(kind, null));
        core.open();
        return core;
    }

    /// Makes a lock, or finds the one of a name.
    ///
    /// @param name null for none
    /// @param fair whether nobody may overtake those who wait
    /// @return its handle
    public SharedLock lock(@Nullable String name, boolean fair) {
        LockCell cell = new LockCell(fair);
        return make(ClusterLock.class, ObjectKind.LOCK, name, cell, fair ? 1L : 0L);
    }

    /// Makes a semaphore, or finds the one of a name.
    ///
    /// @param name null for none
    /// @param permits how many there are at first
    /// @param bound the most there can be
    /// @param fair whether nobody may overtake those who wait
    /// @param counted whether permits come back when their holder dies
    /// @return its handle
    public SharedSemaphore semaphore(
            @Nullable String name, int permits, int bound, boolean fair, boolean counted) {
        SemaphoreCell cell = new SemaphoreCell(permits, bound, fair, counted);
        return make(
                ClusterSemaphore.class,
                ObjectKind.SEMAPHORE,
                name,
                cell,
                (long) bound,
                fair ? 1L : 0L);
    }

    /// Makes a barrier, or finds the one of a name.
    ///
    /// @param name null for none
    /// @param parties how many must arrive
    /// @param timeoutNanos how long those who come wait; 0 for ever
    /// @param action what the last to arrive does, encoded; empty for nothing
    /// @return its handle
    public SharedBarrier barrier(
            @Nullable String name, int parties, long timeoutNanos, byte[] action) {
        BarrierCell cell = new BarrierCell(parties);
        return make(
                ClusterBarrier.class,
                ObjectKind.BARRIER,
                name,
                cell,
                (long) parties,
                timeoutNanos,
                action);
    }

    private static void require(boolean fits, String message) {
        if (!fits) {
            throw new IllegalArgumentException(message);
        }
    }

    /// Makes an object, or finds the one of a name.
    private <T extends ClusterObject> T make(
            Class<T> type, ObjectKind kind, @Nullable String name, Cell initial, Object... more) {
        T handle = type.cast(of(newName(kind, name, more)));
        Object _ = handle.call(new Op.Create(initial));
        return handle;
    }

    private ObjectName newName(ObjectKind kind, @Nullable String name, Object... more) {
        String label = name == null ? kind.word() + "-" + count.incrementAndGet() : name;
        return new ObjectName(kind, cluster, self, key(kind, name), label, List.of(more));
    }

    private String key(ObjectKind kind, @Nullable String name) {
        if (name != null) {
            return CellCaller.named(kind.word(), name);
        }
        String unique = UUID.randomUUID().toString();
        return scope == null ? CellCaller.anonymous(seat, unique) : scope + "/" + unique;
    }

    /// Returns this process's handle of an object.
    static ClusterObject of(ObjectName name) {
        String id = name.kind() + " " + name.key();
        if (name.kind() == ObjectKind.CONDITION) { // of which a lock has several
            id += " " + name.label();
        }
        if (HANDLES.size() > FEW) {
            HANDLES.values().removeIf(each -> each.get() == null);
        }
        while (true) {
            WeakReference<ClusterObject> known = HANDLES.get(id);
            ClusterObject handle = known == null ? null : known.get();
            if (handle != null && handle.isSameAs(name)) {
                return handle;
            }
            ClusterObject made = made(name);
            WeakReference<ClusterObject> reference = new WeakReference<>(made);
            boolean first =
                    known == null
                            ? HANDLES.putIfAbsent(id, reference) == null
                            : HANDLES.replace(id, known, reference);
            if (first) {
                return made;
            }
        }
    }

    private static ClusterObject made(ObjectName name) {
        return switch (name.kind()) {
            case LONG -> new ClusterLong(name);
            case INT -> new ClusterInt(name);
            case DOUBLE -> new ClusterDouble(name);
            case BOOLEAN -> new ClusterBoolean(name);
            case REFERENCE -> new ClusterReference<>(name);
            case EVENT -> new ClusterEvent(name);
            case LATCH -> new ClusterLatch(name);
            case SEMAPHORE -> new ClusterSemaphore(name);
            case LOCK -> new ClusterLock(name);
            case CONDITION -> new ClusterCondition(name);
            case BARRIER -> new ClusterBarrier(name);
            case QUEUE -> new ClusterQueue<>(name);
            case JOINABLE_QUEUE -> new ClusterJoinableQueue<>(name);
            case MANAGER -> new ClusterManager(name);
            case MAP -> new MapCore(name, ClusterMap::new);
            case SET -> new MapCore(name, ClusterSet::new);
            case NAMESPACE -> new MapCore(name, ClusterNamespace::new);
            case LIST -> new Faced(name, ClusterList::new);
            case VALUE -> new Faced(name, ClusterManagedValue::new);
            case OBJECT -> new Faced(name, SharedState::face);
        };
    }
}
