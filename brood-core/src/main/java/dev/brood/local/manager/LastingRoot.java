package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.codec.Reference;
import dev.brood.local.os.Deadline;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Sends the calls of the server's own object through the last link. Those that change nothing that
/// outlives a link are made again when it was lost before the answer: what was made for who is gone
/// is dropped by the server.
///
/// @param redial the links
record LastingRoot(Redial redial) implements Invoker {
    private static final Set<String> NOT_REPEATED =
            Set.of("pin", "unpin", "share", "close", "shutdown", "serve");

    @Override
    public @Nullable Object invoke(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        long deadline = Deadline.after(redial.patience());
        while (true) {
            Link link = redial.current(signature.isInterruptible());
            try {
                return link.root().invoke(signature, arguments);
            } catch (ClosedException e) {
                if (link.end() == null
                        || redial.isClosed()
                        || NOT_REPEATED.contains(signature.method().getName())
                        || Deadline.remaining(deadline) <= 0) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Reference reference() {
        return redial.last().root().reference();
    }

    @Override
    public long object() {
        return 0;
    }

    @Override
    public Address address() {
        return redial.last().address();
    }

    @Override
    public List<Class<?>> faces() {
        return Redial.rootFaces();
    }

    @Override
    public boolean isClosed() {
        return redial.isClosed();
    }

    @Override
    public void close() {
        redial.last().root().close();
    }
}
