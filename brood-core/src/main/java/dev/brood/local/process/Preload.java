package dev.brood.local.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/// What a spare will probably need, since other children needed it lately. A plain class, as a
/// record's methods would be made by `invokedynamic`.
final class Preload {
    static final Preload NOTHING = new Preload(new String[0], new byte[0][], new String[0]);

    /// Classes that actions come from.
    final String[] classes;

    /// Lambdas that were actions, as [dev.brood.codec.Codec#site] describes them.
    final byte[][] lambdas;

    /// Classes of actions to be practised, each with a public constructor without parameters.
    final String[] practices;

    Preload(String[] classes, byte[][] lambdas, String[] practices) {
        this.classes = classes;
        this.lambdas = lambdas;
        this.practices = practices;
    }

    void writeTo(DataOutputStream out) throws IOException {
        write(out, classes);
        out.writeInt(lambdas.length);
        for (byte[] lambda : lambdas) {
            out.writeInt(lambda.length);
            out.write(lambda);
        }
        write(out, practices);
    }

    private static void write(DataOutputStream out, String[] names) throws IOException {
        out.writeInt(names.length);
        for (String name : names) {
            out.writeUTF(name);
        }
    }

    static Preload read(DataInputStream in) throws IOException {
        String[] classes = readNames(in);
        byte[][] lambdas = new byte[in.readInt()][];
        for (int i = 0; i < lambdas.length; i++) {
            lambdas[i] = new byte[in.readInt()];
            in.readFully(lambdas[i]);
        }
        return new Preload(classes, lambdas, readNames(in));
    }

    private static String[] readNames(DataInputStream in) throws IOException {
        String[] names = new String[in.readInt()];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readUTF();
        }
        return names;
    }
}
