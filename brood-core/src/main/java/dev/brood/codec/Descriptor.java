package dev.brood.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Something constant that messages name again and again: a class, the shape of a record, the call
/// site of a lambda. Its bytes are made once:
///
/// ```text
///   +----------------+-----------------+---------------------------------+
///   | int32: hash    | varint: length  | content: one byte of kind, …    |
///   +----------------+-----------------+---------------------------------+
/// ```
///
/// The reader looks the content up by its hash and so resolves it once, not once in each message:
/// [DescriptorCache]. Within a message a descriptor is written as varint 0 and these bytes the
/// first time, and later as varint n for the nth descriptor of the message.
abstract class Descriptor {
    /// Content: the binary name of a class, or the keyword of a primitive type, in UTF-8.
    static final int TYPE = 1;

    /// Content: int32 hash of the components' names and types, then as [#TYPE].
    static final int SHAPE = 2;

    /// Content: see [LambdaSite].
    static final int LAMBDA = 3;

    private final byte[] framed;
    private final int contentStart;
    private final int hash;

    Descriptor(byte[] content) {
        ByteSink frame = new ByteSink();
        hash = Arrays.hashCode(content);
        frame.int32(hash);
        frame.varint(content.length);
        contentStart = frame.position();
        frame.bytes(content, 0, content.length);
        framed = Arrays.copyOf(frame.bytes(), frame.position());
    }

    static byte[] named(int kind, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[utf8.length + 1];
        content[0] = (byte) kind;
        System.arraycopy(utf8, 0, content, 1, utf8.length);
        return content;
    }

    final byte[] framed() {
        return framed;
    }

    final int hash() {
        return hash;
    }

    final boolean hasContent(byte[] bytes, int from, int length) {
        return framed.length - contentStart == length
                && Arrays.equals(framed, contentStart, framed.length, bytes, from, from + length);
    }

    /// Shows the classes that this names to a decoder's filter.
    abstract void screen(Decoder in);
}
