package dev.brood.local.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What a child is told first: where it belongs. A plain class, as a record's methods would be made
/// by `invokedynamic`.
final class Boot {
    /// The tree's directory.
    final String tree;

    /// Its entry in the roster.
    final int slot;

    final long parentPid;
    final String parentName;

    /// Whether the order to run follows at once. If not, this is a spare, which uses its time.
    final boolean runFollows;

    /// What will probably be used, to be got ready while there is time.
    final Preload preload;

    /// An encoded action that does nothing, for practice: a child that had to make a lambda first
    /// would pay what it is to save.
    final byte[] rehearsal;

    Boot(
            String tree,
            int slot,
            long parentPid,
            String parentName,
            boolean runFollows,
            Preload preload,
            byte[] rehearsal) {
        this.tree = tree;
        this.slot = slot;
        this.parentPid = parentPid;
        this.parentName = parentName;
        this.runFollows = runFollows;
        this.preload = preload;
        this.rehearsal = rehearsal;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(tree);
        out.writeInt(slot);
        out.writeLong(parentPid);
        out.writeUTF(parentName);
        out.writeBoolean(runFollows);
        preload.writeTo(out);
        out.writeInt(rehearsal.length);
        out.write(rehearsal);
    }

    static Boot read(byte[] body) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        String tree = in.readUTF();
        int slot = in.readInt();
        long parentPid = in.readLong();
        String parentName = in.readUTF();
        boolean runFollows = in.readBoolean();
        Preload preload = Preload.read(in);
        byte[] rehearsal = new byte[in.readInt()];
        in.readFully(rehearsal);
        return new Boot(tree, slot, parentPid, parentName, runFollows, preload, rehearsal);
    }
}
