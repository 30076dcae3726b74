package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;

/// Gets at lambdas in packages that are closed to reflection, by way of Java serialization, which
/// may enter them. The captured values do not go through it: they stay aside.
final class LambdaStreams {
    private LambdaStreams() {}

    /// Takes a lambda apart.
    static SerializedLambda form(Object lambda) {
        try (Catcher catcher = new Catcher()) {
            catcher.writeObject(lambda);
            if (catcher.caught != null) {
                return catcher.caught;
            }
        } catch (IOException e) {
            throw new CodecFailure(
                    "lambda " + Describe.type(lambda) + " won't be written: " + e, e);
        }
        throw new CodecFailure("class " + Describe.type(lambda) + " is no lambda of the JDK's");
    }

    /// Makes the lambda of a site.
    static Object lambda(LambdaSite site, Class<?> capturing, @Nullable Object[] captured) {
        @Nullable Object[] stubs = new @Nullable Object[captured.length];
        for (int i = 0; i < captured.length; i++) {
            stubs[i] = new Stub(i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(site.form(capturing, stubs));
        } catch (IOException e) {
            throw LambdaTarget.refused(capturing, site, e);
        }
        InputStream source = new ByteArrayInputStream(bytes.toByteArray());
        try (Filler in = new Filler(source, capturing, captured)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw LambdaTarget.refused(capturing, site, e);
        }
    }

    private static final class Catcher extends ObjectOutputStream {
        private @Nullable SerializedLambda caught;

        Catcher() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected @Nullable Object replaceObject(Object object) {
            if (object instanceof SerializedLambda form) {
                caught = form;
                return null;
            }
            return object;
        }
    }

    /// Puts captured values in the places of their stubs.
    private static final class Filler extends ObjectInputStream {
        private final Class<?> capturing;
        private final @Nullable Object[] captured;

        Filler(InputStream source, Class<?> capturing, @Nullable Object[] captured)
                throws IOException {
            super(source);
            this.capturing = capturing;
            this.captured = captured;
            enableResolveObject(true);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type)
                throws IOException, ClassNotFoundException {
            return type.getName().equals(capturing.getName())
                    ? capturing
                    : Class.forName(type.getName(), false, LambdaStreams.class.getClassLoader());
        }

        @Override
        protected @Nullable Object resolveObject(@Nullable Object object) {
            return object instanceof Stub stub ? captured[stub.index] : object;
        }
    }

    private static final class Stub implements Serializable {
        private static final long serialVersionUID = 1;

        private final int index;

        Stub(int index) {
            this.index = index;
        }
    }
}
