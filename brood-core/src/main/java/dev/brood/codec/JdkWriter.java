package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;

/// The part of a message in Java serialization.
///
/// What that would refuse, or do worse, goes back into the compact form, with a [CompactPart] in
/// its place: lambdas, [Portable] objects, throwables, optionals and paths, records that are not
/// serializable, large arrays, and containers that the compact form has begun.
final class JdkWriter extends ObjectOutputStream {
    private final Encoder encoder;
    private final ByteSink written;

    JdkWriter(Encoder encoder) throws IOException {
        this(encoder, new ByteSink());
    }

    private JdkWriter(Encoder encoder, ByteSink written) throws IOException {
        super(new SinkStream(written));
        this.encoder = encoder;
        this.written = written;
        enableReplaceObject(true);
    }

    /// Writes nothing: the message has a version.
    @Override
    protected void writeStreamHeader() {}

    ByteSink written() {
        return written;
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
        if (object == null || object instanceof String || object instanceof Class<?>) {
            return object;
        }
        ThrowableParts parts = encoder.throwableParts();
        if (parts != null && parts.replaces(object)) {
            return parts.replacement(object);
        }
        if (object instanceof Reference reference) {
            Portable named = () -> reference;
            return new CompactPart(encoder, object, named);
        }
        return isCompact(object) ? new CompactPart(encoder, object, object) : object;
    }

    private boolean isCompact(Object object) {
        if (object instanceof SerializedLambda
                || object instanceof Portable
                || object instanceof Throwable) {
            return encoder.throwableParts() == null || !encoder.throwableParts().isRoot(object);
        }
        Class<?> component = object.getClass().getComponentType();
        if (component != null && component.isPrimitive()) {
            AttachmentKind kind = AttachmentKind.of(object);
            long size = (long) kind.length(object) * kind.elementBytes();
            return encoder.attaches(size) || encoder.isBegun(object);
        }
        Form form = Forms.of(object.getClass());
        return form.compact()
                && (!(object instanceof Serializable)
                        || (form.madeFirst() && encoder.isBegun(object)));
    }

    private static final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) {
            sink.put(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            sink.bytes(source, offset, length);
        }
    }
}
