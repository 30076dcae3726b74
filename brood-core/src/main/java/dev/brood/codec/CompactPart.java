package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.invoke.SerializedLambda;

/// Stands, within the part of a message in Java serialization, for a value that is in the compact
/// part.
///
/// Both parts are written at once and read at once: when this object's turn comes, the value is the
/// next in the compact part, and whatever of it is in Java serialization again comes next here.
final class CompactPart implements Serializable {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Encoder encoder;

    /// What this was put in the place of.
    private final transient @Nullable Object original;

    private transient @Nullable Object value;
    private transient @Nullable JdkReader reader;

    CompactPart(Encoder encoder, Object original, Object value) {
        this.encoder = encoder;
        this.original = original;
        this.value = value;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        Encoder target = encoder;
        Object written = value;
        if (target == null || written == null) {
            throw new StreamCorruptedException("a compact part outside of its message");
        }
        try {
            if (written instanceof SerializedLambda form) {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                LambdaForm.write(target, form, loader);
            } else {
                target.writeInside(written);
            }
        } catch (RuntimeException | Error e) {
            target.failed(original);
            throw CodecFailure.of(e);
        }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException {
        if (!(in instanceof JdkReader source)) {
            throw new StreamCorruptedException("a compact part outside of its message");
        }
        reader = source;
        value = source.compact();
    }

    @Serial
    private @Nullable Object readResolve() {
        if (reader != null) {
            reader.expect(value);
        }
        return value;
    }
}
