package dev.brood.codec;

import dev.brood.DecodingException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What is to be tried in a JVM with flags of its own.
final class CodecChild {
    private CodecChild() {}

    /// Runs in the child.
    ///
    /// @param arguments what to try
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "filter" -> tryAll(List.of(List.of(1, "x"), new BitSet(), new ArrayList<>()));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void tryAll(List<Object> values) {
        for (Object value : values) {
            try {
                System.out.println(copy(value));
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static Object copy(Object value) throws DecodingException {
        return Codec.standard().fromBytes("item", Codec.standard().toBytes("item", value));
    }
}
