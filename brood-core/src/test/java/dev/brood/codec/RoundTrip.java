package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/// Sends values through the codec and back, both ways: with attachments, and flat.
final class RoundTrip {
    private RoundTrip() {}

    /// Returns what arrives; whatever arrives by the flat form must be of the same class.
    @SuppressWarnings("unchecked") // what arrives is what was sent
    static <T> T of(T value) {
        return (T) of(Codec.standard(), value);
    }

    static Object of(Codec codec, Object value) {
        Object flat = codec.fromBytes("value", codec.toBytes("value", value));
        Object arrived;
        try (Encoded encoded = codec.encode("value", value)) {
            Object[] attachments = new Object[encoded.attachments()];
            Arrays.setAll(attachments, encoded::attachment);
            arrived = codec.decode("value", encoded.head(), 0, encoded.headLength(), attachments);
        }
        if (value != null) {
            assertThat(flat).isNotNull();
            assertThat(arrived).isNotNull();
            assertThat(flat.getClass()).isSameAs(arrived.getClass());
        }
        return arrived;
    }

    /// Checks that an equal value of the same class arrives.
    static void keeps(Object value) {
        Object arrived = of(value);
        assertThat(arrived).isEqualTo(value);
        if (value != null) {
            assertThat(arrived.getClass()).isSameAs(value.getClass());
        }
    }
}
