package dev.brood.examples.value;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The examples of shared numbers and arrays.
class ValueExamplesTest {
    @Test
    void numberAndArray_areChangedByTheChild() throws Exception {
        List<String> expected = new ArrayList<>();
        expected.add("number changed by the child: 3.1415927");
        for (int i = 0; i < 10; i++) {
            expected.add("element changed by the child: " + -i);
        }
        expected.add("3.1415927");
        expected.add("[0, -1, -2, -3, -4, -5, -6, -7, -8, -9]");

        assertThat(run(NumberAndArray.class).lines()).isEqualTo(expected);
    }

    @Test
    void countTogether_losesNothing() throws Exception {
        assertThat(run(CountTogether.class).lines())
                .containsExactly("in one step: 4000", "under a lock: 4000");
    }
}
