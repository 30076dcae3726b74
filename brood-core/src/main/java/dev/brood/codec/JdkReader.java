package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

/// Reads the part of a message in Java serialization.
final class JdkReader extends ObjectInputStream {
    private final Decoder decoder;
    private final Guard guard;

    private JdkReader(Decoder decoder, InputStream source, int length) throws IOException {
        super(source);
        this.decoder = decoder;
        guard = new Guard(both(decoder.filter(), getObjectInputFilter()), length);
        setObjectInputFilter(guard);
    }

    /// The filter of the whole JVM, if there is one, has a say too.
    private static @Nullable ObjectInputFilter both(
            @Nullable ObjectInputFilter codecs, @Nullable ObjectInputFilter jvms) {
        if (codecs == null || jvms == null) {
            return codecs == null ? jvms : codecs;
        }
        return ObjectInputFilter.merge(codecs, jvms);
    }

    static JdkReader of(Decoder decoder, ByteSource part) {
        int length = part.remaining();
        InputStream source = new ByteArrayInputStream(part.bytes(), part.take(length), length);
        try {
            return new JdkReader(decoder, source, length);
        } catch (IOException e) {
            throw CodecFailure.of(e); // can't be: it reads from memory
        }
    }

    /// Reads nothing: the message has a version.
    @Override
    protected void readStreamHeader() {}

    @Nullable Object next() {
        try {
            return readObject();
        } catch (ClassNotFoundException e) {
            throw new CodecFailure("class " + e.getMessage() + " is not found here", e);
        } catch (IOException e) {
            String refusal = guard.refusal;
            if (refusal != null) {
                throw new CodecFailure(refusal, e);
            }
            throw new CodecFailure("it can't be read: " + Describe.throwable(e), e);
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
        // The finder need not know our own classes, or may know others of that name.
        return type.getName().equals(CompactPart.class.getName())
                ? CompactPart.class
                : decoder.types().load(type.getName());
    }

    @Override
    @SuppressWarnings("deprecation") // what takes its place makes a proxy too, not the class alone
    protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
        Class<?>[] interfaces = new Class<?>[names.length];
        @Nullable ClassLoader loader = JdkReader.class.getClassLoader();
        boolean found = false;
        for (int i = 0; i < names.length; i++) {
            interfaces[i] = decoder.types().load(names[i]);
            boolean closed = !Modifier.isPublic(interfaces[i].getModifiers());
            ClassLoader own = interfaces[i].getClassLoader();
            if (closed || (!found && own != null)) {
                loader = own;
                found |= closed;
            }
        }
        try {
            return Proxy.getProxyClass(loader, interfaces);
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("a proxy of " + String.join(", ", names), e);
        }
    }

    /// Reads the value that a [CompactPart] stands for.
    @Nullable Object compact() {
        Object value = decoder.read();
        if (value instanceof Pending) {
            throw new CodecFailure("damaged bytes: a circle that can't be closed");
        }
        return value;
    }

    /// Lets a value of the compact form pass the filter: that has seen it already.
    void expect(@Nullable Object value) {
        guard.expected = value == null ? null : value.getClass();
    }

    /// Refuses arrays longer than all there is to read, and what the codec's filter refuses.
    private static final class Guard implements ObjectInputFilter {
        private final @Nullable ObjectInputFilter filter;
        private final int length;
        private @Nullable Class<?> expected;
        private @Nullable String refusal;

        Guard(@Nullable ObjectInputFilter filter, int length) {
            this.filter = filter;
            this.length = length;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            Class<?> type = info.serialClass();
            if (type == CompactPart.class) {
                return Status.ALLOWED;
            }
            if (type != null && type == expected) {
                expected = null;
                return Status.ALLOWED;
            }
            if (info.arrayLength() > length) {
                refusal =
                        "damaged bytes: "
                                + info.arrayLength()
                                + " elements claimed among "
                                + length
                                + " bytes";
                return Status.REJECTED;
            }
            if (filter == null) {
                return Status.ALLOWED;
            }
            Status status = filter.checkInput(info);
            if (status == Status.REJECTED) {
                refusal = Screening.refusal(type, info.arrayLength());
            }
            return status;
        }
    }
}
