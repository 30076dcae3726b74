package dev.brood.codec;

import dev.brood.AllowedClasses;
import dev.brood.DecodingException;
import dev.brood.EncodingException;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;
import java.util.Objects;

/// Turns values and lambdas into bytes and back.
///
/// **What travels.** Primitives and their boxes, strings, arrays; the common classes of
/// `java.lang`, `java.math`, `java.time` and `java.util`; the usual collections, which come back as
/// the same kind, so that what could not be changed still can't; enums; records, serializable or
/// not; lambdas and method references of serializable interfaces, with what they captured;
/// throwables, always; [Portable] objects by name; and whatever else is [java.io.Serializable].
///
/// **Sharing.** What a value refers to twice is one object again at the other end, and cycles
/// close, also through records. Two limits: strings, boxes and the like have no identity; and an
/// object that goes through Java serialization may see its own copy of an unchangeable part (a
/// record, a list that can't change) that other parts of the value refer to as well. A set or map
/// whose elements or keys refer back to it is filled as if by adding one element after the other.
///
/// **What is lost.** Capacities and load factors; the access order of a `LinkedHashMap`; the class
/// of what an unmodifiable view is a view of; whether a list that can't change allows asking for
/// null.
///
/// **Lambdas** arrive as the code they were compiled to, from the same class by name. For
/// [dev.brood.Task], [dev.brood.Action] and [dev.brood.Fn] the receiver gets an object that calls
/// that code, since making a real lambda costs a young JVM more than all else it does. For other
/// interfaces the lambda is real.
///
/// **Throwables** always arrive, with stack trace, causes and suppressed ones. One that cannot be
/// rebuilt at the other end is a [dev.brood.RemoteFailureException] there.
///
/// **Errors** name the path from the outermost value to the part concerned: `task → captured
/// 'connection' → com.example.Session is not serializable`. Whatever user code throws while it is
/// encoded or decoded arrives as their cause. Bytes that no codec wrote give a [DecodingException]
/// too.
///
/// **Trust.** The standard codec makes objects of every class that the bytes name, so it is for
/// bytes of one's own processes; others go through [#restrictedTo], which refuses what is not
/// allowed, or through [#withFilter], which asks about what it sees. Damaged or hostile bytes can't
/// crash a decoder, nor make it take much more memory than they have themselves; but who may fill
/// hash tables can make that slow.
///
/// Immutable and thread-safe; virtual threads may use it freely. A codec remembers the classes it
/// has decoded, weakly: make one and keep it.
public final class Codec {
    private static final String ANYTHING = "value";
    private static final Object[] NO_ATTACHMENTS = {};
    private static final Codec STANDARD =
            new Codec(null, ContextFinder.INSTANCE, new Types(ContextFinder.INSTANCE, null));

    private final @Nullable ObjectInputFilter filter;
    private final ClassFinder finder;
    private final Types types;

    private Codec(@Nullable ObjectInputFilter filter, ClassFinder finder, Types types) {
        this.filter = filter;
        this.finder = finder;
        this.types = types;
    }

    /// Returns the codec that decodes everything, with classes of the thread's context loader or
    /// else of the codec's own.
    ///
    /// @return always the same
    public static Codec standard() {
        return STANDARD;
    }

    /// Returns a codec like this that asks a filter about every class and array in what it decodes.
    ///
    /// The filter sees each class that the bytes name, in the compact form as in Java
    /// serialization: of enums, records, class literals and array components, the classes that a
    /// lambda names, and arrays with their length. It does not see what the compact form has tags
    /// for, such as strings, boxes and the JDK's collections. What it rejects is a
    /// [DecodingException]; a throwable whose class it rejects arrives as a
    /// [dev.brood.RemoteFailureException].
    ///
    /// @param filter what to ask, instead of this codec's filter if it has one
    /// @return a new codec
    public Codec withFilter(ObjectInputFilter filter) {
        return new Codec(Objects.requireNonNull(filter, "filter"), finder, types);
    }

    /// Returns a codec like this for bytes of strangers: it decodes what is made of allowed
    /// classes, and refuses the rest before it loads a class or runs anything. A throwable whose
    /// class it refuses arrives as a [dev.brood.RemoteFailureException].
    ///
    /// It also refuses sets and keys of maps that share parts in a way that makes their hash codes
    /// take for ever.
    ///
    /// @param allowed the classes that bytes may name
    /// @return a new codec
    public Codec restrictedTo(AllowedClasses allowed) {
        Permit permit = allowed.isEverything() ? null : new Permit(allowed);
        return new Codec(filter, finder, new Types(finder, permit));
    }

    /// Returns a codec like this that gets classes elsewhere.
    ///
    /// @param finder where from
    /// @return a new codec
    public Codec withClassFinder(ClassFinder finder) {
        Objects.requireNonNull(finder, "finder");
        return new Codec(filter, finder, new Types(finder, types.permit()));
    }

    /// Encodes a value.
    ///
    /// @param what what the value is to the user, such as `task`: messages begin with it
    /// @param value any value
    /// @return its bytes, to be closed after use
    /// @throws EncodingException if it, or something in it, cannot travel
    public Encoded encode(String what, @Nullable Object value) {
        return new Encoded(encoder(what, value));
    }

    /// Encodes a value into an array that holds all of it.
    ///
    /// @param what what the value is to the user, such as `task`: messages begin with it
    /// @param value any value
    /// @return its bytes
    /// @throws EncodingException if it, or something in it, cannot travel
    public byte[] toBytes(String what, @Nullable Object value) {
        Encoder encoder = encoder(what, value);
        try {
            return FlatBytes.of(encoder);
        } catch (CodecFailure e) {
            throw e.encoding(what);
        } finally {
            encoder.release();
        }
    }

    /// Encodes a value into an array that holds all of it.
    ///
    /// @param value any value
    /// @return its bytes
    /// @throws EncodingException if it, or something in it, cannot travel
    public byte[] toBytes(@Nullable Object value) {
        return toBytes(ANYTHING, value);
    }

    /// Decodes a value that [#encode] gave.
    ///
    /// @param what what the value is to the user, such as `result`: messages begin with it
    /// @param head bytes among which the head is; not changed, not kept
    /// @param offset where the head begins
    /// @param length how long the head is
    /// @param attachments the arrays that went beside it, which become parts of the value
    /// @return the value
    /// @throws DecodingException if a class is missing or refused, its code throws, or the bytes
    ///   are damaged
    /// @throws IndexOutOfBoundsException if there are not so many bytes
    public @Nullable Object decode(
            String what, byte[] head, int offset, int length, Object... attachments) {
        Objects.checkFromIndexSize(offset, length, head.length);
        ByteSource source = new ByteSource(head, offset, offset + length);
        try {
            return new Decoder(types, filter, source, attachments).message();
        } catch (Throwable e) { // user code may throw what it has not declared
            throw CodecFailure.of(e).decoding(what);
        }
    }

    /// Decodes a value that [#toBytes] gave.
    ///
    /// @param what what the value is to the user, such as `result`: messages begin with it
    /// @param bytes its bytes
    /// @return the value
    /// @throws DecodingException if a class is missing or refused, its code throws, or the bytes
    ///   are damaged
    public @Nullable Object fromBytes(String what, byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != Tag.FLAT) {
            return decode(what, bytes, 0, bytes.length, NO_ATTACHMENTS);
        }
        FlatBytes flat;
        try {
            flat = new FlatBytes(bytes);
        } catch (RuntimeException e) {
            throw CodecFailure.of(e).decoding(what);
        }
        return decode(what, bytes, flat.headStart(), flat.headLength(), flat.attachments());
    }

    /// Decodes a value that [#toBytes] gave.
    ///
    /// @param bytes its bytes
    /// @return the value
    /// @throws DecodingException if a class is missing or refused, its code throws, or the bytes
    ///   are damaged
    public @Nullable Object fromBytes(byte[] bytes) {
        return fromBytes(ANYTHING, bytes);
    }

    /// Puts together what [#encode] gave into what [#toBytes] would have given.
    ///
    /// @param what what the value is to the user: messages begin with it
    /// @param head bytes that begin with the head
    /// @param headLength how many of them
    /// @param attachments the arrays that went beside it
    /// @return new bytes
    /// @throws EncodingException if there are more than fit into an array
    public static byte[] join(String what, byte[] head, int headLength, Object... attachments) {
        try {
            return FlatBytes.of(head, headLength, attachments);
        } catch (CodecFailure e) {
            throw e.encoding(what);
        }
    }

    /// Returns where a lambda's code is, for [#prepare] in another process: its class and method,
    /// nothing of what it captured.
    ///
    /// @param value anything that was encoded before
    /// @return empty if it is no lambda that travels in the compact form
    public static byte[] site(Object value) {
        LambdaSite site =
                Forms.of(value.getClass()) instanceof LambdaForm form ? form.site() : null;
        return site == null ? new byte[0] : site.framed().clone();
    }

    /// Gets ready to decode and call lambdas of one site, so that the first is as quick as the
    /// others. Loads and links the lambda's class; runs nothing of it, not even its initializer.
    ///
    /// @param site what [#site] returned
    /// @throws DecodingException if the class is missing here or is another
    public void prepare(byte[] site) {
        try {
            ByteSource source = new ByteSource(site, 0, site.length);
            if (types.descriptor(source) instanceof LambdaSite found) {
                found.target().prepare();
            }
        } catch (RuntimeException e) {
            throw CodecFailure.of(e).decoding("lambda");
        }
    }

    private static Encoder encoder(String what, @Nullable Object value) {
        Encoder encoder = EncoderPool.acquire();
        try {
            encoder.message(value, true);
            return encoder;
        } catch (Throwable e) { // user code may throw what it has not declared
            encoder.release();
            throw CodecFailure.of(e).encoding(what);
        }
    }
}
