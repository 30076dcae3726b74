package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// Stands for a value that can't be made yet, because making it needs all its parts and one of them
/// refers back to a value that is still being read.
///
/// `record Parent(List<Child> children)` and `record Child(Parent parent)` are an example: the list
/// is read inside the parent, the child inside the list, and the child needs the parent. The reader
/// then leaves a `Pending` in the list and goes on; when everything has been read, each is made and
/// put in its place.
final class Pending {
    private final Decoder decoder;
    private final int number;
    private final @Nullable Maker maker;
    private final @Nullable Object[] parts;
    private @Nullable Object made;
    private boolean settling;

    /// A reference to a value that is being read.
    Pending(Decoder decoder, int number) {
        this(decoder, number, null, new @Nullable Object[0]);
    }

    /// A value whose parts are read but not all made.
    ///
    /// @param number the value's own, or negative if it has none
    Pending(Decoder decoder, int number, @Nullable Maker maker, @Nullable Object[] parts) {
        this.decoder = decoder;
        this.number = number;
        this.maker = maker;
        this.parts = parts;
    }

    /// Makes the value, now that all else has been read, or returns it if it has been made.
    Object settle() {
        if (made == null) {
            if (settling) {
                throw new CodecFailure("damaged bytes: a value is needed to make itself");
            }
            settling = true;
            made = maker == null ? target() : make(maker);
        }
        return made;
    }

    private Object make(Maker maker) {
        settleAll(parts);
        Object value = maker.make(parts);
        if (number >= 0) {
            decoder.number(number, value);
        }
        return value;
    }

    private Object target() {
        Object known = decoder.numbered(number);
        if (known == null) {
            throw new CodecFailure("damaged bytes: a reference to a value that has no identity");
        }
        return known instanceof Pending pending ? pending.settle() : known;
    }

    static void settleAll(@Nullable Object[] parts) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] instanceof Pending pending) {
                parts[i] = pending.settle();
            }
        }
    }

    static boolean in(@Nullable Object[] parts) {
        for (@Nullable Object part : parts) {
            if (part instanceof Pending) {
                return true;
            }
        }
        return false;
    }
}
