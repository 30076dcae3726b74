package dev.brood.examples.remote;

import static dev.brood.examples.Example.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.examples.Example;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// The examples of programs that know an address and a secret.
class RemoteExamplesTest {
    @TempDir Path directory;

    @Test
    void listenerAndClient_twoPrograms_shareASecretInAFile() throws Exception {
        String where = directory.toString();
        FutureTask<Example> listening =
                new FutureTask<>(() -> run(ListenerAndClient.class, "listen", where));
        Thread.ofPlatform().daemon().start(listening);
        Await.until(
                Duration.ofSeconds(50),
                "the listener",
                () -> Files.exists(directory.resolve("socket")) || listening.isDone());

        assertThat(run(ListenerAndClient.class, "connect", where).lines())
                .containsExactly("[2.25, null, junk]", "hello", "3 bytes", "[42, 17, 29, 0, 0]");
        assertThat(listening.get(50, TimeUnit.SECONDS).lines()).containsExactly("listening");
        assertThat(directory.resolve("socket")).doesNotExist();
    }

    @Test
    void chat_linesAreUnderstood_surprisesRefused() throws Exception {
        Example example = run(Chat.class);

        assertThat(example.linesWith("host: "))
                .containsExactly("host: you said: hello", "host: you said: nice weather today");
        assertThat(example.linesWith("guest: "))
                .containsExactly("guest: hello", "guest: nice weather today", "guest: bye");
        assertThat(example.linesWith("refused: "))
                .singleElement()
                .asString()
                .contains("class dev.brood.examples.remote.Chat$Surprise is not allowed");
        assertThat(example.lines()).endsWith("the guest has left");
    }
}
