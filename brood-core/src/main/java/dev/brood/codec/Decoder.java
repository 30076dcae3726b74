package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads one message: the state that its parts share. The forms do the reading.
///
/// A fresh JVM comes through here on its way to its first task, so what is on the way of a lambda
/// with common captured values uses no lambdas, method handles, or anything else that is costly the
/// first time.
final class Decoder {
    /// The number of values that can't be referred to.
    static final int UNNUMBERED = -1;

    private static final @Nullable Object[] NONE = {};

    private final Types types;
    private final @Nullable Permit permit;
    private final @Nullable ObjectInputFilter filter;
    private final ByteSource bytes;
    private final @Nullable Object[] attachments;
    private final int firstByte;

    private @Nullable Object[] numbered = NONE;
    private int numbers;
    private @Nullable Object[] descriptors = NONE;
    private int descriptorCount;
    private int depth;
    private int hashing;
    private @Nullable List<Runnable> last;
    private @Nullable JdkReader jdk;
    private final @Nullable ByteSource jdkPart;
    private @Nullable Object[] throwables = NONE;

    Decoder(
            Types types,
            @Nullable ObjectInputFilter filter,
            ByteSource message,
            @Nullable Object[] attachments) {
        this.types = types;
        permit = types.permit();
        this.filter = filter;
        this.attachments = attachments;
        bytes = message;
        firstByte = message.position();
        int version = message.get();
        if ((version & ~Tag.JDK_PART) != Tag.VERSION) {
            throw new CodecFailure(
                    "damaged bytes, or of another version of Brood: they begin with "
                            + version
                            + ", not "
                            + Tag.VERSION);
        }
        jdkPart = version == Tag.VERSION ? null : message.cut(message.cut(4).int32());
    }

    /// Makes a decoder for a message inside the message of another.
    ///
    /// @param throwables what the throwables that the inner message refers to are in the outer one
    Decoder(Decoder outer, ByteSource message, @Nullable Object[] throwables) {
        this(outer.types, outer.filter, message, NONE);
        this.throwables = throwables;
        this.depth = outer.depth;
        this.hashing = outer.hashing;
    }

    /// Reads the whole message.
    @Nullable Object message() {
        @Nullable Object value = read();
        if (bytes.remaining() > 0) {
            throw new CodecFailure(
                    "damaged bytes: " + bytes.remaining() + " bytes after the end of the value");
        }
        if (last != null) {
            for (Runnable step : last) {
                step.run();
            }
        }
        return value instanceof Pending pending ? pending.settle() : value;
    }

    /// Reads a value, which is [Pending] if it is one that can't be made before its surroundings.
    @Nullable Object read() {
        int tag = bytes.get();
        if (tag >= Tag.SMALL_INT) {
            return (tag & 0x7F) + Tag.SMALLEST;
        }
        return switch (tag >>> 4) {
            case Tag.NULL >>> 4 -> constant(tag);
            case Tag.BYTE >>> 4 -> Numbers.read(tag, bytes);
            case Tag.STRING >>> 4 -> tag == Tag.STRING ? bytes.string() : Values.read(tag, this);
            case Tag.INLINE >>> 4 -> PrimitiveArrays.read(tag, this);
            case Tag.OBJECTS >>> 4 -> object(tag);
            case Tag.ARRAY_LIST >>> 4 -> Lists.read(tag, this);
            case Tag.HASH_SET >>> 4 -> Sets.read(tag, this);
            default -> Maps.read(tag, this);
        };
    }

    private @Nullable Object constant(int tag) {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.TRUE -> true;
            case Tag.FALSE -> false;
            case Tag.BACK -> again(back(bytes.varint()));
            default -> throw noSuchTag(tag);
        };
    }

    private @Nullable Object object(int tag) {
        return switch (tag) {
            case Tag.OBJECTS, Tag.ARRAY -> ObjectArrays.read(tag, this);
            case Tag.CLASS -> type();
            case Tag.ENUM -> EnumForm.read(this);
            case Tag.RECORD -> RecordForm.read(this);
            case Tag.LAMBDA -> LambdaForm.read(this);
            case Tag.THROWABLE -> new ThrowableReader(this).read();
            case Tag.THROWABLE_PART -> throwable(bytes.varint());
            case Tag.PORTABLE -> PortableForm.read(this);
            case Tag.JDK -> again(jdk().next());
            default -> throw noSuchTag(tag);
        };
    }

    static CodecFailure noSuchTag(int tag) {
        return new CodecFailure("damaged bytes: no value begins with " + tag);
    }

    ByteSource bytes() {
        return bytes;
    }

    Types types() {
        return types;
    }

    @Nullable ObjectInputFilter filter() {
        return filter;
    }

    /// Gives the next number to a value that has begun.
    int reserve() {
        if (numbers == numbered.length) {
            numbered = Arrays.copyOf(numbered, Math.max(8, numbers * 2));
        }
        return numbers++;
    }

    /// Says what the value of a number is.
    void number(int number, Object value) {
        numbered[number] = value;
    }

    @Nullable Object numbered(int number) {
        return numbered[number];
    }

    private Object back(int number) {
        if (number < 0 || number >= numbers) {
            throw new CodecFailure(
                    "damaged bytes: a reference to part " + number + " of " + numbers);
        }
        Object value = numbered[number];
        return value == null ? new Pending(this, number) : value;
    }

    /// Checks a value that may be in several places of the message, if it is about to be hashed.
    private @Nullable Object again(@Nullable Object value) {
        if (hashing > 0 && permit != null && value != null) {
            Permit.hashedAgain(value);
        }
        return value;
    }

    /// Begins what will be hashed when it has been read.
    void hashing() {
        hashing++;
    }

    void hashed() {
        hashing--;
    }

    /// Makes a value of its parts, now or when they can be had.
    ///
    /// @param number the value's number, or [#UNNUMBERED]
    Object make(Maker maker, int number, @Nullable Object[] parts) {
        Object value =
                Pending.in(parts) ? new Pending(this, number, maker, parts) : maker.make(parts);
        if (number != UNNUMBERED) {
            number(number, value);
        }
        return value;
    }

    /// Has something done when all has been read.
    void atLast(Runnable step) {
        if (last == null) {
            last = new ArrayList<>();
        }
        last.add(step);
    }

    /// Reads a row of values.
    @Nullable Object[] parts(int count) {
        @Nullable Object[] parts = new @Nullable Object[count];
        int index = 0;
        deeper();
        try {
            for (; index < count; index++) {
                parts[index] = read();
            }
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "[" + index + "]");
        }
        end();
        return parts;
    }

    void deeper() {
        if (++depth > Encoder.DEEPEST) {
            throw new CodecFailure("nested more than " + Encoder.DEEPEST + " levels deep");
        }
    }

    void end() {
        depth--;
    }

    @Nullable Object attachment(int index) {
        return index >= 0 && index < attachments.length ? attachments[index] : null;
    }

    /// Reads which class is meant.
    Class<?> type() {
        if (descriptor() instanceof TypeDescriptor descriptor) {
            return descriptor.type();
        }
        throw new CodecFailure("damaged bytes: something else where a class is named");
    }

    Descriptor descriptor() {
        int number = bytes.varint();
        if (number < 0 || number > descriptorCount) {
            throw new CodecFailure(
                    "damaged bytes: descriptor " + number + " of " + descriptorCount);
        }
        Descriptor descriptor;
        if (number > 0 && descriptors[number - 1] instanceof Descriptor known) {
            descriptor = known;
        } else {
            descriptor = types.descriptor(bytes);
            if (descriptorCount == descriptors.length) {
                descriptors = Arrays.copyOf(descriptors, Math.max(4, descriptorCount * 2));
            }
            descriptors[descriptorCount++] = descriptor;
        }
        if (filter != null) {
            descriptor.screen(this);
        }
        return descriptor;
    }

    /// Asks the filter about a class.
    void screen(Class<?> type) {
        screen(type, -1);
    }

    /// Asks the filter about an array, or a class if the length is -1.
    void screen(Class<?> type, long arrayLength) {
        if (filter != null) {
            int read = bytes.position() - firstByte;
            new Screening(type, arrayLength, depth, numbers, read).ask(filter);
        }
    }

    private Object throwable(int index) {
        Object known = index >= 0 && index < throwables.length ? throwables[index] : null;
        if (known == null) {
            throw new CodecFailure("damaged bytes: a throwable that nothing refers to");
        }
        return known;
    }

    private JdkReader jdk() {
        if (jdk == null) {
            if (jdkPart == null) {
                throw new CodecFailure("damaged bytes: the part in Java serialization is missing");
            }
            jdk = JdkReader.of(this, jdkPart);
        }
        return jdk;
    }
}
