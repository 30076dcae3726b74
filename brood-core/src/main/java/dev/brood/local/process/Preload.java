package dev.brood.local.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What a spare will probably need, since other children needed it lately. A plain class, as a
/// record's methods would be made by `invokedynamic`.
final class Preload {
    static final Preload NOTHING = new Preload(new String[0], new byte[0][]);

    /// Classes that actions come from.
    final String[] classes;

    /// Lambdas that were actions, as [dev.brood.codec.Codec#site] describes them.
    final byte[][] lambdas;

    Preload(String[] classes, byte[][] lambdas) {
        this.classes = classes;
        this.lambdas = lambdas;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(classes.length);
        for (String name : classes) {
            out.writeUTF(name);
        }
        out.writeInt(lambdas.length);
        for (byte[] lambda : lambdas) {
            out.writeInt(lambda.length);
            out.write(lambda);
        }
    }

    static Preload read(DataInputStream in) throws IOException {
        String[] classes = new String[in.readInt()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = in.readUTF();
        }
        byte[][] lambdas = new byte[in.readInt()][];
        for (int i = 0; i < lambdas.length; i++) {
            lambdas[i] = new byte[in.readInt()];
            in.readFully(lambdas[i]);
        }
        return new Preload(classes, lambdas);
    }
}
