package dev.brood.codec;

import dev.brood.DecodingException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// What is to be tried in a JVM with flags of its own.
final class CodecChild {
    private CodecChild() {}

    private record Point(int x, String name, double weight) {}

    private record Strict(int low, Object other) {
        Strict {
            if (low < 0) {
                throw new IllegalArgumentException("low is " + low);
            }
        }

        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public int low() {
            if (low == 7) {
                throw new IllegalStateException("seven");
            }
            return low == 8 ? -8 : low;
        }
    }

    /// Runs in the child.
    ///
    /// @param arguments what to try
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "records" -> records();
            case "filter" -> tryAll(List.of(List.of(1, "x"), new BitSet(), new ArrayList<>()));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void records() {
        int equal = 0;
        for (int i = 0; i < 3 * RecordHandles.PATIENCE; i++) {
            Point point = new Point(i, "p", i / 2d);
            equal += copy(point).equals(point) ? 1 : 0;
            copy(new Strict(1, null));
        }
        System.out.println("handles " + RecordHandles.USEFUL + ", equal " + equal);
        tryAll(List.of(new Strict(1, "x"), new Strict(7, "x"), new Strict(8, "x")));
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
