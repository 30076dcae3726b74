package dev.brood.local.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What a child is told to do. A plain class, as a record's methods would be made by
/// `invokedynamic`.
final class Run {
    final String name;
    final boolean daemon;

    /// Which child of which child it is, such as `2:1`.
    final String identity;

    /// Whether classes may have to be fetched from the parent.
    final boolean shippedClasses;

    /// Names and values in turn.
    final String[] properties;

    /// An action, or a process object whose `run` is to be called, as the codec gave it.
    final byte[] task;

    Run(
            String name,
            boolean daemon,
            String identity,
            boolean shippedClasses,
            String[] properties,
            byte[] task) {
        this.name = name;
        this.daemon = daemon;
        this.identity = identity;
        this.shippedClasses = shippedClasses;
        this.properties = properties;
        this.task = task;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(name);
        out.writeBoolean(daemon);
        out.writeUTF(identity);
        out.writeBoolean(shippedClasses);
        out.writeInt(properties.length);
        for (String property : properties) {
            byte[] bytes = property.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.writeInt(bytes.length); // writeUTF ends at 64 KiB, class paths don't
            out.write(bytes);
        }
        out.writeInt(task.length);
        out.write(task);
    }

    static Run read(byte[] body) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
        String name = in.readUTF();
        boolean daemon = in.readBoolean();
        String identity = in.readUTF();
        boolean shippedClasses = in.readBoolean();
        String[] properties = new String[in.readInt()];
        for (int i = 0; i < properties.length; i++) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            properties[i] = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
        byte[] task = new byte[in.readInt()];
        in.readFully(task);
        return new Run(name, daemon, identity, shippedClasses, properties, task);
    }
}
