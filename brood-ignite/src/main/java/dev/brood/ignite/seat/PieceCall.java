package dev.brood.ignite.seat;

import dev.brood.local.os.CrashPoint;

import org.apache.ignite.Ignite;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.resources.IgniteInstanceResource;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// Brings a piece of a parcel to a node, or fetches one from there, or has the parcel dropped: a
/// job of Ignite's. See [Parcels].
final class PieceCall implements IgniteCallable<byte[]> {
    private static final long serialVersionUID = 1;
    private static final byte[] NOTHING = {};

    private enum What {
        PUT,
        FETCH,
        DROP
    }

    private final What what;
    private final UUID owner;
    private final long number;
    private final int total;
    private final int offset;
    private final byte[] piece;
    @IgniteInstanceResource private transient @Nullable Ignite ignite;

    private PieceCall(What what, Parcels.Key parcel, int total, int offset, byte[] piece) {
        this.what = what;
        this.owner = parcel.owner();
        this.number = parcel.number();
        this.total = total;
        this.offset = offset;
        this.piece = piece;
    }

    /// Brings a piece of what has a length in all.
    static PieceCall put(Parcels.Key parcel, int total, int offset, byte[] piece) {
        return new PieceCall(What.PUT, parcel, total, offset, piece);
    }

    /// Fetches the piece that begins at an offset.
    static PieceCall fetch(Parcels.Key parcel, int offset) {
        return new PieceCall(What.FETCH, parcel, 0, offset, NOTHING);
    }

    static PieceCall drop(Parcels.Key parcel) {
        return new PieceCall(What.DROP, parcel, 0, 0, NOTHING);
    }

    @Override
    public byte[] call() {
        Parcels parcels = Parcels.HERE;
        Parcels.Key parcel = new Parcels.Key(owner, number);
        switch (what) {
            case PUT -> {
                parcels.put(parcel, total, offset, piece);
                Ignite here = ignite;
                if (here != null && here.cluster().node(owner) == null) {
                    parcels.ownerGone(owner); // which may have been told before the piece came
                }
                CrashPoint.reach("parcel.put");
            }
            case FETCH -> {
                byte[] fetched = parcels.piece(parcel, offset);
                CrashPoint.reach("parcel.fetched");
                return fetched;
            }
            case DROP -> parcels.drop(parcel);
        }
        return NOTHING;
    }
}
