package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// Objects that travel by name.
final class PortableForm extends Form {
    @Override
    void write(Encoder out, Object value) {
        if (out.begin(value, Tag.PORTABLE)) {
            out.write(((Portable) value).reference());
            out.end();
        }
    }

    static Object read(Decoder in) {
        if (in.types().permit() != null) {
            throw Permit.reference();
        }
        int number = in.reserve();
        in.deeper();
        if (!(in.read() instanceof Reference reference)) {
            throw new CodecFailure("damaged bytes: a reference that is none");
        }
        in.end();
        @Nullable Object resolved = reference.resolve();
        if (resolved == null) {
            throw new CodecFailure("reference " + reference + " resolves to nothing here");
        }
        in.number(number, resolved);
        return resolved;
    }
}
