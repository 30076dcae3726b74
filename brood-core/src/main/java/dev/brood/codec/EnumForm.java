package dev.brood.codec;

/// The constants of an enum, by name.
final class EnumForm extends Form {
    private final TypeDescriptor type;

    EnumForm(Class<?> type) {
        this.type = TypeDescriptor.of(type);
    }

    @Override
    void write(Encoder out, Object value) {
        out.bytes().put(Tag.ENUM);
        out.descriptor(type);
        out.bytes().string(((Enum<?>) value).name());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked just before
    static Object read(Decoder in) {
        Class<?> type = checked(in.type());
        String name = in.bytes().string();
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException e) {
            throw new CodecFailure(
                    "enum " + type.getName() + " has no constant '" + name + "' here", e);
        }
    }

    static Class<?> checked(Class<?> type) {
        if (!type.isEnum()) {
            throw new CodecFailure("class " + type.getTypeName() + " is no enum here");
        }
        return type;
    }
}
