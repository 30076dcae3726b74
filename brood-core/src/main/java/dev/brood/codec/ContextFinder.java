package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// Looks where a framework or test runner put the thread's own classes, then beside the codec.
final class ContextFinder implements ClassFinder {
    static final ContextFinder INSTANCE = new ContextFinder();

    private ContextFinder() {}

    @Override
    public Class<?> find(String name) throws ClassNotFoundException {
        ClassLoader own = ContextFinder.class.getClassLoader();
        @Nullable ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context == null || context.equals(own)) {
            return Class.forName(name, false, own);
        }
        try {
            return Class.forName(name, false, context);
        } catch (ClassNotFoundException e) {
            try {
                return Class.forName(name, false, own);
            } catch (ClassNotFoundException alsoMissing) {
                e.addSuppressed(alsoMissing);
                throw e;
            }
        }
    }
}
