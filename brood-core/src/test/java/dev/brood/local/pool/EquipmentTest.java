package dev.brood.local.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ProcessOptions;

import org.junit.jupiter.api.Test;

/// What workers are started with: how much heap, which processors.
class EquipmentTest {
    @Test
    void heap_ofMoreThanFourWorkers_isAnEqualPartOfTheMemory_ifNothingElseIsSaid() {
        ProcessOptions plain = ProcessOptions.DEFAULTS;
        assertThat(Equipment.withHeap(plain, 4)).isEqualTo(plain);
        assertThat(Equipment.withHeap(plain, 16).jvmFlags())
                .containsExactly("-XX:MaxRAMPercentage=6.250");
        for (ProcessOptions said :
                new ProcessOptions[] {
                    plain.withMaxHeap("64m"),
                    plain.withJvmFlags("-Xmx64m"),
                    plain.withJvmFlags("-XX:MaxRAMPercentage=50")
                }) {
            assertThat(Equipment.withHeap(said, 16)).isEqualTo(said);
        }
    }

    @Test
    void processors_areDividedEvenly_andSharedWhenTheyAreFew() {
        int[] eight = {0, 1, 2, 3, 8, 9, 10, 11};
        assertThat(Equipment.groups(eight, 4))
                .containsExactly(
                        new int[] {0, 1}, new int[] {2, 3}, new int[] {8, 9}, new int[] {10, 11});
        assertThat(Equipment.groups(eight, 3))
                .startsWith(new int[] {0, 1}, new int[] {2, 3}, new int[] {8, 9});
        assertThat(Equipment.groups(new int[] {5}, 3)).containsExactly(new int[] {5});
    }
}
