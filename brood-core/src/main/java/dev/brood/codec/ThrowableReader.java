package dev.brood.codec;

import dev.brood.RemoteFailureException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/// Reads a throwable as [ThrowableForm] wrote it. Whatever its class does, or if there is none,
/// there is a throwable in the end.
final class ThrowableReader {
    private static final StackTraceElement[] NO_STACK = {};
    private static final Class<?>[] FRAME_CLASSES = {
        StackTraceElement.class, StackTraceElement[].class
    };

    private final Decoder in;

    ThrowableReader(Decoder in) {
        this.in = in;
    }

    Throwable read() {
        int number = in.reserve();
        ByteSource bytes = in.bytes();
        String name = bytes.string();
        String description = bytes.string();
        String message = bytes.get() == 0 ? null : bytes.string();
        StackTraceElement[] stack = stack(slice(bytes));
        ByteSource inner = slice(bytes);
        boolean caused = bytes.get() != 0;
        int suppressed = bytes.varint();
        @Nullable Object[] parts = in.parts(bytes.count(1));
        int others = parts.length - (caused ? 1 : 0);
        if (suppressed < 0 || suppressed > others || !areThrowables(parts)) {
            throw new CodecFailure("damaged bytes: a throwable of other parts than it says");
        }
        Throwable throwable = real(inner, parts);
        Object cause = caused ? parts[0] : null;
        if (throwable == null) {
            Throwable known = cause instanceof Throwable made ? made : null;
            throwable = new RemoteFailureException(name, description, message, known);
        } else if (cause instanceof Pending pending) {
            causeAtLast(throwable, pending);
        }
        if (stack.length > 0) {
            setStack(throwable, stack);
        }
        for (int i = 0; i < suppressed; i++) {
            addSuppressed(throwable, parts[(caused ? 1 : 0) + i]);
        }
        in.number(number, throwable);
        return throwable;
    }

    private static ByteSource slice(ByteSource bytes) {
        int length = bytes.count(1);
        int from = bytes.take(length);
        return new ByteSource(bytes.bytes(), from, from + length);
    }

    private static boolean areThrowables(@Nullable Object[] parts) {
        for (@Nullable Object part : parts) {
            if (!(part instanceof Throwable || part instanceof Pending)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Throwable real(ByteSource inner, @Nullable Object[] parts) {
        if (inner.remaining() == 0) {
            return null;
        }
        try {
            return new Decoder(in, inner, parts).message() instanceof Throwable real ? real : null;
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not the throwable's own fault
            return null;
        }
    }

    private static StackTraceElement[] stack(ByteSource bytes) {
        int length = bytes.remaining();
        if (length == 0) {
            return NO_STACK;
        }
        try (ObjectInputStream in =
                new Frames(new ByteArrayInputStream(bytes.bytes(), bytes.take(length), length))) {
            in.setObjectInputFilter(info -> frame(info, length));
            return in.readObject() instanceof StackTraceElement[] stack ? stack : NO_STACK;
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            throw new CodecFailure("damaged bytes: a stack trace that can't be read", e);
        }
    }

    /// Loads no class but those of stack traces: the filter is asked only after.
    private static final class Frames extends ObjectInputStream {
        Frames(InputStream source) throws IOException {
            super(source);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws ClassNotFoundException {
            for (Class<?> known : FRAME_CLASSES) {
                if (known.getName().equals(type.getName())) {
                    return known;
                }
            }
            throw new ClassNotFoundException(type.getName() + " in a stack trace");
        }

        @Override
        protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
            throw new ClassNotFoundException("a proxy in a stack trace");
        }
    }

    private static ObjectInputFilter.Status frame(ObjectInputFilter.FilterInfo info, int length) {
        Class<?> type = info.serialClass();
        boolean known =
                type == null
                        || type == StackTraceElement.class
                        || type == StackTraceElement[].class;
        return known && info.arrayLength() <= length
                ? ObjectInputFilter.Status.ALLOWED
                : ObjectInputFilter.Status.REJECTED;
    }

    private void causeAtLast(Throwable throwable, Pending cause) {
        in.atLast(() -> {
            if (cause.settle() instanceof Throwable made) {
                try {
                    throwable.initCause(made);
                } catch (Throwable e) {
                    CodecFailure.of(e); // its class knows better: it goes without
                }
            }
        });
    }

    private static void setStack(Throwable throwable, StackTraceElement[] stack) {
        try {
            throwable.setStackTrace(stack);
        } catch (Throwable e) {
            CodecFailure.of(e); // its class knows better: it keeps what it has
        }
    }

    @SuppressWarnings("ReferenceEquality") // as in Throwable itself
    private void addSuppressed(Throwable throwable, @Nullable Object suppressed) {
        if (suppressed instanceof Pending pending) {
            in.atLast(() -> addSuppressed(throwable, pending.settle()));
        } else if (suppressed instanceof Throwable made && made != throwable) {
            throwable.addSuppressed(made);
        }
    }
}
