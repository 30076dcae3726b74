package dev.brood.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A head and its attachments in one array. A value without attachments is its head alone; else:
///
/// ```text
///   +------+--------------------+- - - - - - - - - -+- - - - - - - -+- - - - - - - - - -+
///   | FLAT | count: attachments | kind, varint: len | varint: head  | head, then the    |
///   |      |                    | of each           | length        | arrays, low bytes |
///   +------+--------------------+- - - - - - - - - -+- - - - - - - -+- - - - - - - - - -+
/// ```
final class FlatBytes {
    private static final long MOST = Integer.MAX_VALUE - 64L;

    private final ByteSource source;
    private final int headStart;
    private final int headLength;
    private final Object[] attachments;

    /// Reads the form.
    FlatBytes(byte[] bytes) {
        source = new ByteSource(bytes, 1, bytes.length);
        int count = source.count(2);
        AttachmentKind[] kinds = new AttachmentKind[count];
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            kinds[i] = AttachmentKind.of(source.get());
            lengths[i] = source.varint();
        }
        headLength = source.count(1);
        headStart = source.take(headLength);
        List<Object> arrays = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            arrays.add(PrimitiveArrays.read(kinds[i], lengths[i], source));
        }
        if (source.remaining() > 0) {
            throw new CodecFailure(
                    "damaged bytes: " + source.remaining() + " bytes after the last attachment");
        }
        attachments = arrays.toArray();
    }

    static byte[] of(Encoder encoder) {
        Object[] attachments = new Object[encoder.attachmentCount()];
        Arrays.setAll(attachments, encoder::attachment);
        return of(encoder.bytes().bytes(), encoder.bytes().position(), attachments);
    }

    static byte[] of(byte[] head, int headLength, Object[] attachments) {
        int count = attachments.length;
        if (count == 0) {
            return Arrays.copyOf(head, headLength);
        }
        ByteSink front = new ByteSink();
        front.put(Tag.FLAT);
        front.varint(count);
        long total = headLength;
        for (int i = 0; i < count; i++) {
            Object array = attachments[i];
            AttachmentKind kind = AttachmentKind.of(array);
            int length = kind.length(array);
            front.put(kind.code());
            front.varint(length);
            total += (long) length * kind.elementBytes();
        }
        front.varint(headLength);
        total += front.position();
        if (total > MOST) {
            throw new CodecFailure("larger than 2 GiB when encoded: send it in parts");
        }
        byte[] all = Arrays.copyOf(front.bytes(), (int) total);
        System.arraycopy(head, 0, all, front.position(), headLength);
        int at = front.position() + headLength;
        for (int i = 0; i < count; i++) {
            at = PrimitiveArrays.copy(attachments[i], all, at);
        }
        return all;
    }

    int headStart() {
        return headStart;
    }

    int headLength() {
        return headLength;
    }

    Object[] attachments() {
        return attachments;
    }
}
