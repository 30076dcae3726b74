package dev.brood.local.sync;

/// Makes the handles of all kinds of shared data.
final class Handles {
    private Handles() {}

    static Object open(Lifetimes lifetimes, Lifetime lifetime) {
        return switch (lifetime.kind()) {
            case INT -> new LocalInt(lifetime);
            case LONG -> new LocalLong(lifetime);
            case DOUBLE -> new LocalDouble(lifetime);
            case BOOLEAN -> new LocalBoolean(lifetime);
            case REFERENCE -> new LocalReference<>(lifetime);
            case ARRAY -> Element.open(lifetime);
            case MEMORY -> new LocalMemory(lifetimes, lifetime);
            case LIST -> new LocalList<>(lifetime);
        };
    }
}
