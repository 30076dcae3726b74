package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;

/// Words for values in messages. User code that it calls may throw or ramble; words never do.
final class Describe {
    private static final int LONGEST = 60;
    private static final StackTraceElement[] NO_STACK = {};

    private Describe() {}

    /// Gives the class and message of what was thrown.
    static String throwable(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "something";
        }
        String name = thrown.getClass().getName();
        String message = message(thrown);
        return message == null ? name : name + ": " + message;
    }

    static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not its own fault
            return null;
        }
    }

    /// Gives what `toString()` gives, if it does.
    static String text(Throwable thrown) {
        try {
            String text = thrown.toString();
            if (text != null) {
                return text;
            }
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not its own fault
            return throwable(thrown);
        }
        return throwable(thrown);
    }

    static StackTraceElement[] stack(Throwable thrown) {
        try {
            StackTraceElement[] stack = thrown.getStackTrace();
            if (stack != null) {
                return stack;
            }
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not its own fault
            return NO_STACK;
        }
        return NO_STACK;
    }

    @SuppressWarnings("ReferenceEquality") // as in Throwable itself
    static @Nullable Throwable cause(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            return cause == thrown ? null : cause;
        } catch (Throwable e) {
            CodecFailure.of(e); // passes what is not its own fault
            return null;
        }
    }

    /// Names a key of a map: strings and boxes by value, others by class, as their `toString()` may
    /// be long or costly.
    static String key(@Nullable Object key) {
        if (key instanceof CharSequence || key instanceof Character) {
            return "'" + shortened(key.toString()) + "'";
        }
        if (key == null || key instanceof Number || key instanceof Boolean) {
            return shortened(String.valueOf(key));
        }
        if (key instanceof Enum<?> constant) {
            return constant.name();
        }
        return key.getClass().getName();
    }

    static String type(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        Class<?> type = value.getClass();
        return Forms.isLambda(type)
                ? type.getInterfaces()[0].getTypeName() + " lambda"
                : type.getTypeName();
    }

    static String array(Object array) {
        return array.getClass().isArray()
                ? array.getClass().getTypeName() + " of length " + Array.getLength(array)
                : type(array);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
