package dev.brood.local.process;

import dev.brood.Action;
import dev.brood.codec.Codec;
import dev.brood.local.channel.LocalQueue;
import dev.brood.local.channel.Queues;
import dev.brood.local.roster.Tree;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a spare practises on while it waits, so that its first real action finds the classes
/// loaded, the method handles made and the code warm: actions that do nothing, with the kinds of
/// captured values that actions have, and a queue that no one else knows.
///
/// The JVM makes one method-handle shape (a class, a millisecond or two) for each sequence of
/// argument kinds it meets, where all references are one kind; so a few actions cover most.
final class Rehearsal {
    /// Enough for the JVM to compile what is used in each.
    private static final int ROUNDS = 300;

    private static final int ATTACHMENTS = 20;
    private static final int CAPACITY = 4;

    private Rehearsal() {}

    /// Returns the simplest action, encoded.
    static byte[] bytes() {
        String word = "word";
        return encoded(() -> act(word));
    }

    /// Returns where the simplest action comes from.
    static byte[] site() {
        String word = "word";
        Action action = () -> act(word);
        var _ = encoded(action);
        return Codec.site(action);
    }

    /// Goes through many actions, and uses shared memory as queues and pools do.
    static void exercise(Tree tree) throws Exception {
        Queues queues = Queues.of(tree);
        LocalQueue<Object> queue = queues.createForPractice("rehearsal", CAPACITY);
        try {
            List<byte[]> actions = actions(queue);
            byte[] orders = orders(actions.getLast());
            for (int i = 0; i < ROUNDS; i++) {
                perform(Run.read(orders).task);
                perform(actions.get(i % actions.size()));
            }
            for (int i = 0; i < ROUNDS; i++) {
                queue.put(i % 2 == 0 ? (Object) i : "a word");
                queue.take();
            }
            for (int i = 0; i < ATTACHMENTS; i++) {
                queues.rehearse(queue);
            }
            if (queue.poll(java.time.Duration.ofMillis(1)) != null) {
                throw new IllegalStateException("more came out of a queue than went in");
            }
        } finally {
            queue.end();
        }
    }

    /// Goes through actions of storeys above, which this one knows by name only.
    static void practise(String[] classes) throws Exception {
        for (String name : classes) {
            if (Class.forName(name).getConstructor().newInstance() instanceof Action action) {
                action.perform();
            }
        }
    }

    private static byte[] orders(byte[] action) throws IOException {
        String[] properties = {"rehearsed", "1", "again", "2"};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Run("rehearsal", false, "1", false, properties, action)
                .writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void perform(byte[] bytes) throws Exception {
        if (Codec.standard().fromBytes("rehearsal", bytes) instanceof Action action) {
            action.perform();
        }
    }

    private static List<byte[]> actions(LocalQueue<Object> queue) {
        String word = "word";
        List<Integer> list = List.of(1, 2);
        int number = 1;
        long large = 2;
        double fraction = 0.5;
        boolean flag = true;
        List<byte[]> actions = new ArrayList<>();
        actions.add(encoded(() -> act()));
        actions.add(encoded(() -> act(word)));
        actions.add(encoded(() -> act(word, list)));
        actions.add(encoded(() -> act(word, list, queue)));
        actions.add(encoded(() -> act(word, list, queue, word)));
        actions.add(encoded(() -> act(number)));
        actions.add(encoded(() -> act(large)));
        actions.add(encoded(() -> act(fraction)));
        actions.add(encoded(() -> act(flag)));
        actions.add(encoded(() -> act(number, word)));
        actions.add(encoded(() -> act(word, number)));
        actions.add(encoded(() -> act(large, word)));
        actions.add(encoded(() -> act(word, large)));
        actions.add(encoded(() -> act(word, list, number)));
        actions.add(encoded(() -> act(number, word, list)));
        return actions;
    }

    private static byte[] encoded(Action action) {
        return Codec.standard().toBytes("rehearsal", action);
    }

    private static void act(Object... captured) {
        for (Object value : captured) {
            if (value == null) {
                throw new IllegalStateException("a captured value was lost");
            }
        }
    }
}
