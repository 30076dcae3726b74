package dev.brood.ignite.link;

import dev.brood.Fn;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A function in bytes, applied to items in bytes, whose results are bytes. The worker decodes the
/// function once for each batch.
public final class PackedFunction implements Fn<@Nullable Object, @Nullable Object> {
    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private transient @Nullable Fn<@Nullable Object, @Nullable Object> function;

    /// Makes one.
    ///
    /// @param bytes the encoded function
    public PackedFunction(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    @SuppressWarnings("unchecked") // what the program has encoded
    public @Nullable Object apply(@Nullable Object item) throws Exception {
        Fn<@Nullable Object, @Nullable Object> decoded = function;
        if (decoded == null) {
            decoded =
                    (Fn<@Nullable Object, @Nullable Object>)
                            Objects.requireNonNull(
                                    Codec.standard().fromBytes("function", bytes), "function");
            function = decoded;
        }
        Object value = Codec.standard().fromBytes("item", (byte[]) Objects.requireNonNull(item));
        return Codec.standard().toBytes("result", decoded.apply(value));
    }
}
