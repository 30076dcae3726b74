package dev.brood.codec;

import org.jspecify.annotations.Nullable;

/// A value as bytes, ready to be copied to where it goes: a head, and the large primitive arrays of
/// the value beside it, as they are.
///
/// The head is in a buffer that is used again, so copy it, [#close()] this and keep neither the
/// buffer nor this object:
///
/// ```java
/// try (Encoded encoded = codec.encode("item", item)) {
///     ring.write(encoded.head(), encoded.headLength());
///     for (int i = 0; i < encoded.attachments(); i++) {
///         ring.write(encoded.kind(i), encoded.attachment(i));
///     }
/// }
/// ```
///
/// **Attachments** are the value's own arrays, not copies: whoever changes them before they have
/// been written changes what is sent. The receiver needs the kind and length of each to make room
/// for it, and gives the filled arrays to [Codec#decode], in the same order.
///
/// Not thread-safe. Every method but [#close()] throws [IllegalStateException] once it is closed.
public final class Encoded implements AutoCloseable {
    private @Nullable Encoder encoder;

    Encoded(Encoder encoder) {
        this.encoder = encoder;
    }

    /// Returns the buffer that begins with the head.
    ///
    /// @return a buffer of at least [#headLength()] bytes, which must not be changed
    public byte[] head() {
        return encoder().bytes().bytes();
    }

    /// Returns how many bytes of the buffer are the head.
    ///
    /// @return at least 2
    public int headLength() {
        return encoder().bytes().position();
    }

    /// Returns how many arrays go beside the head.
    ///
    /// @return 0 for most values
    public int attachments() {
        return encoder().attachmentCount();
    }

    /// Returns an array that goes beside the head.
    ///
    /// @param index from 0
    /// @return a primitive array of the value
    /// @throws IndexOutOfBoundsException if there are not so many
    public Object attachment(int index) {
        return encoder().attachment(index);
    }

    /// Returns what kind of array goes beside the head.
    ///
    /// @param index from 0
    /// @return the kind of [#attachment(int)]
    /// @throws IndexOutOfBoundsException if there are not so many
    public AttachmentKind kind(int index) {
        return AttachmentKind.of(attachment(index));
    }

    /// Returns how many bytes the head and all attachments take together.
    ///
    /// @return the sum
    public long totalBytes() {
        long total = headLength();
        for (int i = 0; i < attachments(); i++) {
            Object array = attachment(i);
            AttachmentKind kind = AttachmentKind.of(array);
            total += (long) kind.length(array) * kind.elementBytes();
        }
        return total;
    }

    /// Gives the buffer back. Closing again does nothing.
    @Override
    public void close() {
        Encoder open = encoder;
        if (open != null) {
            encoder = null;
            open.release();
        }
    }

    private Encoder encoder() {
        Encoder open = encoder;
        if (open == null) {
            throw new IllegalStateException(
                    "this encoded value was closed, and its buffer may hold another value now");
        }
        return open;
    }
}
