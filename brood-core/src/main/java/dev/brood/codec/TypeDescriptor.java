package dev.brood.codec;

/// A class, named.
final class TypeDescriptor extends Descriptor {
    private static final ClassValue<TypeDescriptor> KNOWN =
            new ClassValue<>() {
                @Override
                protected TypeDescriptor computeValue(Class<?> type) {
                    return new TypeDescriptor(type);
                }
            };

    private final Class<?> type;

    private TypeDescriptor(Class<?> type) {
        super(named(TYPE, type.getName()));
        this.type = type;
    }

    static TypeDescriptor of(Class<?> type) {
        return KNOWN.get(type);
    }

    Class<?> type() {
        return type;
    }

    @Override
    void screen(Decoder in) {
        in.screen(type);
    }
}
