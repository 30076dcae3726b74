package dev.brood.examples.memory;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The examples of shared memory.
class MemoryExamplesTest {
    @Test
    void attachByName_seesAndChangesTheSame() throws Exception {
        assertThat(run(AttachByName.class).lines())
                .containsExactly(
                        "child: [1, 1, 2, 3, 5, 8]",
                        "main: [1, 1, 2, 3, 5, 888]",
                        "main: the name is gone",
                        "main, still: [1, 1, 2, 3, 5, 888]");
    }

    @Test
    void mixedList_isChangedByTheChild() throws Exception {
        assertThat(run(MixedList.class).lines())
                .containsExactly(
                        "[howdy, HoWdY, -273.154, 100, null, true, 42]",
                        "replaced: -273.154",
                        "replaced: -78.5",
                        "replaced: howdy",
                        "[a good deal longer than before, HoWdY, dry ice, 100, null, true, 42]",
                        "size: 7, where 'dry ice' is: 2");
    }
}
