package dev.brood.examples.engine;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;

import org.junit.jupiter.api.Test;

import java.util.List;

/// The program that runs on each engine.
class EngineExamplesTest {
    private static final String TEXTS = "../docs/adr";

    @Test
    void wordCount_printsTheSame_onEachEngine() throws Exception {
        List<String> local = run(WordCount.class, "local:own", TEXTS).lines();
        Example threads = run(WordCount.class, "threads:own", TEXTS);

        assertThat(local).hasSize(6);
        assertThat(local.getFirst()).matches("\\d{2,} files, \\d{3,} lines");
        assertThat(local.get(1)).matches(" *\\d{3,} [a-z]+");
        assertThat(threads.lines()).isEqualTo(local);
    }
}
