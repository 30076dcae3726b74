package dev.brood.local.manager;

import dev.brood.Quick;
import dev.brood.Shared;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/// What client and server have to know of a method of an interface.
///
/// @param method the method
/// @param key names it on the wire: a hash of its name and the types of its parameters
/// @param parameters how many it has
/// @param isInterruptible whether it declares `InterruptedException`, so that an interrupt of the
///   caller is one of the call
/// @param isAsynchronous whether it returns at once, by its type
/// @param isLocal whether it is to be run where it is called: a default method of the JDK's or of
///   Brood's own, which is made of the others
/// @param isQuick whether it never waits
/// @param isAttempted whether it may have to wait, but is to be tried first, see [Attempting]
/// @param isShared whether its result stays in the server
public record Signature(
        Method method,
        long key,
        int parameters,
        boolean isInterruptible,
        boolean isAsynchronous,
        boolean isLocal,
        boolean isQuick,
        boolean isAttempted,
        boolean isShared) {

    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final ClassValue<Map<Method, Signature>> KNOWN =
            new ClassValue<>() {
                @Override
                protected Map<Method, Signature> computeValue(Class<?> type) {
                    return new ConcurrentHashMap<>();
                }
            };

    static Signature of(Method method) {
        return KNOWN.get(method.getDeclaringClass()).computeIfAbsent(method, Signature::make);
    }

    private static Signature make(Method method) {
        Class<?> result = method.getReturnType();
        boolean asynchronous =
                result == CompletableFuture.class
                        || result == CompletionStage.class
                        || result == Future.class;
        return new Signature(
                method,
                key(method),
                method.getParameterCount(),
                isInterruptible(method),
                asynchronous,
                method.isDefault() && isOurs(method.getDeclaringClass()),
                method.isAnnotationPresent(Quick.class),
                method.isAnnotationPresent(Attempted.class),
                method.isAnnotationPresent(Shared.class));
    }

    private static boolean isInterruptible(Method method) {
        for (Class<?> thrown : method.getExceptionTypes()) {
            if (thrown == InterruptedException.class) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOurs(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("dev.brood.local.")
                || type.getPackageName().equals("dev.brood");
    }

    private static long key(Method method) {
        StringBuilder text = new StringBuilder(method.getName());
        for (Class<?> parameter : method.getParameterTypes()) {
            text.append(' ').append(parameter.getName());
        }
        long hash = FNV_START;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    @Override
    public String toString() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
