package dev.brood.ignite.object;

import dev.brood.codec.Reference;
import dev.brood.ignite.link.Attachment;
import dev.brood.ignite.link.SeatService;

import java.util.List;
import java.util.Objects;

/// What a shared object travels as.
///
/// @param kind what it is
/// @param cluster the cluster's id
/// @param self an encoded proxy of the seat of the tree it comes from; used by processes of that
///   tree only
/// @param key the object's key
/// @param label its name in messages
/// @param more what never changes of it: numbers, or bytes
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ObjectName(
        ObjectKind kind, String cluster, byte[] self, String key, String label, List<Object> more)
        implements Reference {

    /// Copies the list.
    public ObjectName {
        more = List.copyOf(more);
    }

    @Override
    public Object resolve() {
        return ClusterObjects.of(this).face();
    }

    /// For Java serialization.
    private Object readResolve() {
        return resolve();
    }

    SeatService seat() {
        return Attachment.of(cluster, self);
    }

    long number(int index) {
        return (Long) Objects.requireNonNull(more.get(index));
    }
}
