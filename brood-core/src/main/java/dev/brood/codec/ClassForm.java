package dev.brood.codec;

/// Class literals.
final class ClassForm extends Form {
    @Override
    void write(Encoder out, Object value) {
        Class<?> type = (Class<?>) value;
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (element.isHidden()) {
            throw new CodecFailure("hidden class " + type.getName() + " exists in this JVM only");
        }
        out.bytes().put(Tag.CLASS);
        out.descriptor(TypeDescriptor.of(type));
    }
}
