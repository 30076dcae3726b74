package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;

/// The kinds of array that can travel beside the head of an [Encoded] value.
public enum AttachmentKind {
    /// `boolean[]`.
    BOOLEAN(0, boolean.class, 1),
    /// `byte[]`.
    BYTE(1, byte.class, 1),
    /// `short[]`.
    SHORT(2, short.class, 2),
    /// `char[]`.
    CHAR(3, char.class, 2),
    /// `int[]`.
    INT(4, int.class, 4),
    /// `long[]`.
    LONG(5, long.class, 8),
    /// `float[]`.
    FLOAT(6, float.class, 4),
    /// `double[]`.
    DOUBLE(7, double.class, 8);

    // Read in a fresh JVM on its way to its first task: values() would clone each time.
    private static final AttachmentKind[] ALL = values();

    private final int code;
    private final Class<?> component;
    private final int elementBytes;

    AttachmentKind(int code, Class<?> component, int elementBytes) {
        this.code = code;
        this.component = component;
        this.elementBytes = elementBytes;
    }

    /// Returns the kind of an array.
    ///
    /// @param array a primitive array
    /// @return its kind
    /// @throws IllegalArgumentException if it is something else
    public static AttachmentKind of(Object array) {
        return ofComponent(array.getClass().getComponentType());
    }

    static AttachmentKind ofComponent(@Nullable Class<?> component) {
        for (AttachmentKind kind : ALL) {
            if (kind.component == component) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "an attachment must be a primitive array, its component type was " + component);
    }

    /// Returns the kind of a code.
    ///
    /// @param code what [#code()] gave
    /// @return the kind
    /// @throws IllegalArgumentException if no kind has that code
    public static AttachmentKind of(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException(
                    "the code of a kind of array must be from 0 to 7, was " + code);
        }
        return ALL[code];
    }

    /// Returns the number that means this kind on the way; it will not change.
    ///
    /// @return 0 to 7
    public int code() {
        return code;
    }

    /// Returns how many bytes one element takes, in memory and on the way.
    ///
    /// @return 1, 2, 4 or 8
    public int elementBytes() {
        return elementBytes;
    }

    /// Makes an array to receive an attachment.
    ///
    /// @param length how many elements
    /// @return a new array of zeros
    public Object newArray(int length) {
        return Array.newInstance(component, length);
    }

    /// Returns the length of an array of this kind.
    ///
    /// @param array the array
    /// @return how many elements it has
    public int length(Object array) {
        return Array.getLength(array);
    }
}
