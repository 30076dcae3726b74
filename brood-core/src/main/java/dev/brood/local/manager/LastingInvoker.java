package dev.brood.local.manager;

import dev.brood.BroodException;
import dev.brood.ClosedException;
import dev.brood.codec.Reference;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Sends the calls of a proxy that was found by its name, and finds it again by that when the link
/// was lost, in another server perhaps.
final class LastingInvoker implements Invoker {
    private final Redial redial;
    private final String name;
    private final List<Class<?>> faces;
    private final HeldPermits permits = new HeldPermits();

    /// The proxy that was found last; its link may have ended.
    private volatile Proxied present;

    private volatile boolean again;

    LastingInvoker(Redial redial, String name, Proxied found) {
        this.redial = redial;
        this.name = name;
        this.present = found;
        this.faces = found.invoker().faces();
    }

    private RemoteInvoker invoker() {
        return (RemoteInvoker) present.invoker();
    }

    /// Returns whether this is the proxy of what was found just now.
    boolean isStill(RemoteInvoker now) {
        RemoteInvoker own = invoker();
        return faces.equals(now.faces())
                && (own.link().equals(now.link())
                        ? own.object() == now.object()
                        : own.link().isLost());
    }

    /// Returns what sends calls through a link.
    ///
    /// @throws dev.brood.NameNotFoundException if no object has the name any more
    RemoteInvoker through(Link link) {
        RemoteInvoker own = invoker();
        if (own.link().equals(link)) {
            return own;
        }
        Proxied found = (Proxied) OneCall.apart(() -> link.rootProxy().find(name));
        List<Class<?>> now = found.invoker().faces();
        if (!now.equals(faces)) {
            throw new ClosedException(
                    "the connection to %s was lost, and the object '%s' that is there now is shared as %s, not as %s; find it again"
                            .formatted(address(), name, now, faces));
        }
        present = found;
        again = true;
        return (RemoteInvoker) found.invoker();
    }

    /// Returns what sends calls now, waiting for a link up to the limit.
    RemoteInvoker current() {
        try {
            return through(redial.current(false));
        } catch (InterruptedException e) {
            throw new AssertionError("it was not to be interruptible", e);
        }
    }

    @Override
    public @Nullable Object invoke(Signature signature, @Nullable Object[] arguments)
            throws Throwable {
        RemoteInvoker target = through(redial.current(signature.isInterruptible()));
        boolean isOfSemaphore = faces.contains(SemaphoreFace.class) && OneCall.current() == null;
        if (isOfSemaphore) {
            permits.check(target, signature, arguments);
        }
        Object result;
        try {
            result = target.invoke(signature, arguments);
        } catch (IllegalMonitorStateException e) {
            throw again ? passedOn(e) : e;
        }
        if (isOfSemaphore) {
            permits.count(target, signature, arguments, result);
        }
        return result;
    }

    private IllegalMonitorStateException passedOn(IllegalMonitorStateException refusal) {
        IllegalMonitorStateException explained =
                new IllegalMonitorStateException(
                        "%s; the connection to %s was lost since '%s' was found, and what was locked through it has passed on"
                                .formatted(refusal.getMessage(), address(), name));
        explained.initCause(refusal);
        return explained;
    }

    @Override
    public Reference reference() {
        return invoker().reference();
    }

    @Override
    public long object() {
        return invoker().object();
    }

    @Override
    public Address address() {
        return invoker().address();
    }

    @Override
    public List<Class<?>> faces() {
        return faces;
    }

    @Override
    public boolean isClosed() {
        try {
            return redial.isClosed() || current().isClosed();
        } catch (BroodException _) {
            return true;
        }
    }

    @Override
    public void close() {
        if (!redial.isClosed()) {
            current().close();
        }
    }
}
