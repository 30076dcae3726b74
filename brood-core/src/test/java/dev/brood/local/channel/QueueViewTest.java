package dev.brood.local.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.local.memory.ArenaView;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

class QueueViewTest {
    private Tree tree;

    @BeforeEach
    void plant() {
        tree = Tree.plant(OperatingSystem.current(), "test");
    }

    @AfterEach
    void close() {
        Queues.of(tree).close();
        tree.close();
    }

    @Test
    void all_showsQueuesWithWhatIsInThem_butNoneThatAreForPractice() throws Exception {
        Queues queues = Queues.of(tree);
        queues.create("letters", 3).put("a");
        LocalQueue<String> practice = queues.createForPractice("rehearsal", 3);
        practice.put("b");
        assertThat(practice.take()).isEqualTo("b");
        assertThat(views()).isEqualTo("letters 1 of 3\n");
    }

    private String views() throws IOException {
        Path directory = tree.directory().path();
        StringBuilder text = new StringBuilder();
        try (ArenaView arena = ArenaView.open(directory)) {
            for (QueueView view : QueueView.all(directory, arena)) {
                text.append(
                        "%s %d of %d%n"
                                .formatted(
                                        view.name(), view.ring().size(), view.ring().capacity()));
            }
        }
        return text.toString();
    }
}
