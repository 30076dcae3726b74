package dev.brood.ignite.object;

import dev.brood.SharedData;
import dev.brood.SharedLock;
import dev.brood.ignite.cell.LockCell;
import dev.brood.ignite.cell.NumberCell;
import dev.brood.ignite.cell.Op;

import java.util.List;
import java.util.Objects;

/// What values have in common: a lock of their own.
abstract class ClusterValue extends ClusterObject implements SharedData {
    private static final long serialVersionUID = 1;

    ClusterValue(ObjectName name) {
        super(name);
    }

    @Override
    public final SharedLock lock() {
        String own = objectName().key() + "/lock";
        String key = (String) Objects.requireNonNull(call(new NumberCell.OwnLock(own)), "the lock");
        ObjectName name = objectName();
        ClusterLock lock =
                (ClusterLock)
                        ClusterObjects.of(
                                new ObjectName(
                                        ObjectKind.LOCK,
                                        name.cluster(),
                                        name.self(),
                                        key,
                                        "lock of " + name.label(),
                                        List.of(0L)));
        if (key.equals(own)) {
            Object _ = lock.call(new Op.Create(new LockCell(false)));
        }
        return lock;
    }

    @Override
    public final void useLock(SharedLock lock) {
        if (!(lock instanceof ClusterLock given)
                || !given.objectName().cluster().equals(objectName().cluster())) {
            throw new IllegalArgumentException(
                    "the lock '%s' is not of the cluster of '%s'".formatted(lock, name()));
        }
        String wanted = given.objectName().key();
        if (!wanted.equals(call(new NumberCell.OwnLock(wanted)))) {
            throw new IllegalStateException(
                    "'%s' can't use another lock, as there is one already: useLock() must come before lock()"
                            .formatted(name()));
        }
    }

    @Override
    public void close() {
        super.close();
        // A lock that was made for it; another has another key.
        try {
            ObjectName name = objectName();
            ClusterObjects.of(
                            new ObjectName(
                                    ObjectKind.LOCK,
                                    name.cluster(),
                                    name.self(),
                                    name.key() + "/lock",
                                    "lock of " + name.label(),
                                    List.of(0L)))
                    .close();
        } catch (dev.brood.ClosedException _) {
            // There was none.
        }
    }
}
