package dev.brood.local.manager;

import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes proxies: for the collections of classes of their own, which are made of the calls of an
/// inner interface; for all else of what [Proxy] makes.
final class Proxies {
    private Proxies() {}

    /// Makes the proxy of an object.
    static Object make(Invoker invoker) {
        Class<?> face = invoker.faces().getFirst();
        Object plain = plain(invoker);
        if (face == MapService.class) {
            return new MapProxy<>(invoker, (MapService) plain);
        }
        if (face == ListService.class) {
            return new ListProxy<>(invoker, (ListService) plain);
        }
        if (face == SetService.class) {
            return new SetProxy<>(invoker, (SetService) plain);
        }
        if (face == QueueService.class) {
            return new QueueProxy<>(invoker, (QueueService) plain);
        }
        if (face == JoinableService.class) {
            return new JoinableProxy<>(invoker, (JoinableService) plain);
        }
        if (face == DequeService.class) {
            return new DequeProxy<>(invoker, (DequeService) plain);
        }
        if (face == PoolService.class) {
            return new PoolProxy(invoker, (PoolService) plain);
        }
        return plain;
    }

    private static Object plain(Invoker invoker) {
        Set<Class<?>> faces = new LinkedHashSet<>(invoker.faces());
        faces.add(Proxied.class);
        ClassLoader loader = Proxied.class.getClassLoader();
        for (Class<?> face : invoker.faces()) {
            ClassLoader own = face.getClassLoader();
            if (own != null && !face.getName().startsWith("dev.brood.")) {
                loader = own;
                break;
            }
        }
        return Proxy.newProxyInstance(
                loader, faces.toArray(Class<?>[]::new), new ProxyHandler(invoker));
    }

    /// Refuses what no proxy can be made for.
    ///
    /// @throws IllegalArgumentException if one is not an interface
    static void requireInterfaces(List<Class<?>> faces) {
        for (Class<?> face : faces) {
            if (!face.isInterface()) {
                throw new IllegalArgumentException(
                        "objects are shared by their interfaces, %s is none"
                                .formatted(face.getName()));
            }
        }
    }

    /// Returns what a user calls objects of an interface.
    static String kind(Class<?> face) {
        String name = face.getSimpleName();
        for (String ending : List.of("Service", "Face")) {
            if (name.endsWith(ending) && face.getPackage().equals(Proxies.class.getPackage())) {
                name = name.substring(0, name.length() - ending.length());
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }
}
