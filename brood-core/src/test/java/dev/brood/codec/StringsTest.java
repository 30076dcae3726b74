package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StringsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "twelve chars",
                "thirteen char",
                "é",
                "ÿ",
                "Ā",
                "€",
                "a€",
                "日本語",
                "😀",
                "\uD83D",
                "\uDE00 reversed \uD83D",
                "\0",
                "a\u0080b"
            })
    void decode_text_isEqual(String text) {
        RoundTrip.keeps(text);
    }

    @ParameterizedTest
    @ValueSource(chars = {'x', 'ÿ', 'Ā', '\uDC00'})
    void decode_textOfAnyLength_isEqual(char filler) {
        for (int length = 0; length < 300; length++) {
            String plain = "x".repeat(length);
            RoundTrip.keeps(plain + filler);
            RoundTrip.keeps(filler + plain);
        }
    }

    @Test
    void decode_longText_isEqual() {
        RoundTrip.keeps("x".repeat(1_000_000));
        RoundTrip.keeps("€".repeat(1_000_000));
    }

    @Test
    void encode_latin1Text_takesOneByteForEach() {
        assertThat(Codec.standard().toBytes("ÿ".repeat(50))).hasSize(1 + 1 + 1 + 50);
    }
}
