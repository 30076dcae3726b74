package dev.brood.local.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Words of shared memory.
class WordsTest {
    private final MemorySegment memory = Arena.ofAuto().allocate(64, 8);

    @Test
    void ints_allModes_readWhatWasWrittenAndNothingBesides() {
        Words.setInt(memory, 4, 1);
        assertThat(Words.getInt(memory, 4)).isEqualTo(1);
        Words.setIntRelease(memory, 4, -2);
        assertThat(Words.getIntAcquire(memory, 4)).isEqualTo(-2);
        Words.setIntVolatile(memory, 4, 3);
        assertThat(Words.getIntVolatile(memory, 4)).isEqualTo(3);
        assertThat(Words.compareAndSetInt(memory, 4, 2, 9)).isFalse();
        assertThat(Words.compareAndSetInt(memory, 4, 3, 4)).isTrue();
        assertThat(Words.getAndSetInt(memory, 4, Integer.MAX_VALUE)).isEqualTo(4);
        assertThat(Words.getAndAddInt(memory, 4, 1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(memory.get(ValueLayout.JAVA_INT, 4)).isEqualTo(Integer.MIN_VALUE);
        assertThat(memory.get(ValueLayout.JAVA_INT, 0)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_INT, 8)).isZero();
    }

    @Test
    void longs_allModes_readWhatWasWrittenAndNothingBesides() {
        Words.setLong(memory, 8, 1);
        assertThat(Words.getLong(memory, 8)).isEqualTo(1);
        Words.setLongRelease(memory, 8, -2);
        assertThat(Words.getLongAcquire(memory, 8)).isEqualTo(-2);
        Words.setLongVolatile(memory, 8, 3);
        assertThat(Words.getLongVolatile(memory, 8)).isEqualTo(3);
        assertThat(Words.compareAndSetLong(memory, 8, 2, 9)).isFalse();
        assertThat(Words.compareAndSetLong(memory, 8, 3, Long.MAX_VALUE)).isTrue();
        assertThat(Words.getAndAddLong(memory, 8, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(Long.MIN_VALUE);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_LONG, 16)).isZero();
    }

    @Test
    void words_misalignedOrOutside_areRefused() {
        assertThatThrownBy(() -> Words.getIntVolatile(memory, 2))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Words.getAndAddLong(memory, 4, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Words.getLong(memory, 64))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Words.setInt(memory, -4, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
