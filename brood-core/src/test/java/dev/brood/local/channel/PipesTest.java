package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.Connection;
import dev.brood.Pipe;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Handles of pipes that lead nowhere, and pipes whose tree ends.
class PipesTest {
    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
    }

    @AfterEach
    void close() {
        Pipes.of(tree).close();
        tree.close();
    }

    private Pipe create(String name) {
        return Pipes.of(tree).create(name, true, Pipes.DEFAULT_CAPACITY);
    }

    @Test
    void handle_ofAnotherTree_saysWhich() {
        PipeReference stranger = new PipeReference(tree.id() + 1, 0, 4096, 0, 0, "far");
        assertThatThrownBy(stranger::resolve)
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("pipe 'far' belongs to a tree of processes that has");
    }

    @Test
    void handle_withAPlaceThatNeverWas_saysWhich() {
        for (PipeReference wrong :
                List.of(
                        new PipeReference(tree.id(), 0, 4097, 0, 0, "far"),
                        new PipeReference(tree.id(), 77, 4096, 0, 1, "far"),
                        new PipeReference(tree.id(), 0, -5, 0, 0, "far"))) {
            assertThatThrownBy(wrong::resolve)
                    .isInstanceOf(ClosedException.class)
                    .hasMessage(
                            "pipe 'far' is gone: all who had its ends have closed them or died");
        }
    }

    @Test
    void handle_ofAPipeThatIsOver_saysSo_alsoWithAnotherInItsPlace() {
        Pipe pipe = create("far");
        PipeReference reference = (PipeReference) ((LocalConnection) pipe.first()).reference();
        pipe.first().poll();
        pipe.second().poll();
        ((PipeReference) ((LocalConnection) pipe.first()).reference()).resolve();
        pipe.close();
        assertThatThrownBy(reference::resolve)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("pipe 'far' is gone");
        create("next"); // perhaps in the same place
        assertThatThrownBy(reference::resolve)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("pipe 'far' is gone");
    }

    @Test
    void receive_whoseTimeIsOverAsTheLastMessageComes_isNotTheEnd() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Pipe pipe = create("last");
            FutureTask<Boolean> sender =
                    new FutureTask<>(() -> {
                        pipe.second().send("last words");
                        pipe.second().close();
                        return true;
                    });
            Thread.ofVirtual().start(sender);
            Object message = null;
            while (message == null) {
                try {
                    message = pipe.first().receive(Duration.ZERO);
                } catch (TimeoutException _) {
                    Thread.onSpinWait(); // EOFException would be the failure
                }
            }
            assertThat(message).as("round %d", round).isEqualTo("last words");
            assertThat(sender.get(60, TimeUnit.SECONDS)).isTrue();
            pipe.first().close();
        }
    }

    @Test
    void waiters_whenTheirTreeEnds_areToldSo() throws Exception {
        Connection end = create("brief").first();
        FutureTask<Boolean> waiter =
                new FutureTask<>(() -> {
                    assertThatThrownBy(end::receive).isInstanceOf(ClosedException.class);
                    return true;
                });
        Thread.ofPlatform().daemon().start(waiter);
        boolean _ = end.poll(Duration.ofMillis(50));
        Pipes.of(tree).close();
        assertThat(waiter.get(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> end.send(1)).isInstanceOf(ClosedException.class);
    }
}
