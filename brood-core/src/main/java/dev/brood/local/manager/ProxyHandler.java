package dev.brood.local.manager;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;

/// What the methods of a proxy do that was made for an interface.
///
/// Of `Object`'s, `equals` and `hashCode` are about which object it is, `toString` asks the object;
/// those of a shared object are answered here.
final class ProxyHandler implements InvocationHandler {
    private static final @Nullable Object[] NOTHING = {};
    private static final Signature TO_STRING = toStringOfRoot();

    private final Invoker invoker;

    ProxyHandler(Invoker invoker) {
        this.invoker = invoker;
    }

    private static Signature toStringOfRoot() {
        try {
            return Signature.of(Root.class.getMethod("text", long.class));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NOTHING : given;
        Class<?> declarer = method.getDeclaringClass();
        if (declarer == Object.class) {
            return ofObject(method, arguments);
        }
        if (declarer == Proxied.class || method.getName().equals("reference")) {
            if (declarer == Proxied.class || declarer == dev.brood.codec.Portable.class) {
                return method.getName().equals("invoker") ? invoker : invoker.reference();
            }
        }
        if (arguments.length == 0 && proxy instanceof dev.brood.SharedObject) {
            switch (method.getName()) {
                case "name" -> {
                    return invoker.name();
                }
                case "isClosed" -> {
                    return invoker.isClosed();
                }
                case "close" -> {
                    invoker.close();
                    return null;
                }
                default -> {}
            }
        }
        Signature signature = Signature.of(method);
        if (signature.isLocal()) {
            return InvocationHandler.invokeDefault(proxy, method, given);
        }
        return invoker.invoke(signature, arguments);
    }

    private @Nullable Object ofObject(Method method, @Nullable Object[] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments[0] instanceof Proxied other && isSame(other.invoker());
            case "hashCode" -> Long.hashCode(31 * invoker.address().pid() + invoker.object());
            default -> text();
        };
    }

    private boolean isSame(Invoker other) {
        return other.object() == invoker.object() && other.address().equals(invoker.address());
    }

    private @Nullable Object text() throws Throwable {
        return switch (invoker) {
            case RemoteInvoker remote -> text(remote);
            case LastingInvoker lasting -> text(lasting.current());
            case LastingRoot root -> root.address().toString();
            case Served served -> served.text();
        };
    }

    private static @Nullable Object text(RemoteInvoker remote) throws Throwable {
        return remote.link().root().invoke(TO_STRING, new @Nullable Object[] {remote.object()});
    }
}
