package dev.brood.examples.pipe;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

/// The examples of pipes between processes.
class PipeExamplesTest {
    @Test
    void conversation_eachAnswersTheOther() throws Exception {
        Example example = run(Conversation.class);

        assertThat(example.linesWith("one"))
                .containsExactly("one received: hello, too", "one received: I won't tell you!");
        assertThat(example.linesWith("two"))
                .containsExactly("two received: hello", "two received: what is your name?");
        assertThat(example.lines()).hasSize(4);
    }

    @Test
    void childSends_parentReceives_untilTheEnd() throws Exception {
        assertThat(run(ChildSends.class).lines())
                .containsExactly("[42, null, hello]", "that was all");
    }
}
