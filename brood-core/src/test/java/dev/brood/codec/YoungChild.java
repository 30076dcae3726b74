package dev.brood.codec;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a child JVM does until its first task has run, and nothing else: reads bytes from its
/// input, decodes a lambda, runs it. Java's command line starts it; it does not start itself.
final class YoungChild {
    private static int greeted;

    private YoungChild() {}

    /// A handle of an engine, by name.
    record QueueReference(int segment, long offset) implements Reference {
        @Override
        public Object resolve() {
            return new Queue(segment, offset);
        }
    }

    /// A handle of an engine.
    record Queue(int segment, long offset) implements Portable {
        @Override
        public Reference reference() {
            return new QueueReference(segment, offset);
        }
    }

    /// Returns lambdas as a user would write them, with what is captured most.
    static List<Object> lambdas() {
        String name = "Ada";
        Integer boxed = 1_000_000;
        long number = 1L << 40;
        double ratio = 0.5;
        boolean flag = true;
        byte[] bytes = {1, 2, 3};
        List<String> list = new ArrayList<>(List.of("a", "b"));
        List<Integer> fixed = List.of(1, 2, 3);
        Map<String, Long> map = new HashMap<>(Map.of("k", 5L));
        Queue queue = new Queue(3, 4096);
        Action action =
                () -> {
                    if (flag && name.equals("Ada") && boxed == 1_000_000 && number == 1L << 40) {
                        greeted += bytes.length + list.size() + fixed.size() + map.size();
                    }
                };
        Task<Object> task = () -> ratio > 0 ? queue.offset() : null;
        Fn<Integer, Integer> fn = x -> x + list.size();
        return List.of(action, task, fn);
    }

    /// Runs in the child.
    ///
    /// @param arguments `decode`, or anything else to do all but that
    public static void main(String[] arguments) throws Exception {
        byte[] bytes = System.in.readAllBytes();
        long start = System.nanoTime();
        if (arguments[0].equals("decode")) {
            run(bytes);
        }
        long end = System.nanoTime();
        System.out.println(Long.toString((end - start) / 1000));
    }

    @SuppressWarnings("unchecked") // what was encoded is known
    private static void run(byte[] bytes) throws Exception {
        List<?> lambdas = (List<?>) Codec.standard().fromBytes("task", bytes);
        ((Action) lambdas.get(0)).run();
        Object result = ((Task<Object>) lambdas.get(1)).call();
        Integer sum = ((Fn<Integer, Integer>) lambdas.get(2)).apply(40);
        if (greeted != 9 || !Long.valueOf(4096).equals(result) || sum != 42) {
            throw new IOException("the lambdas did something else");
        }
    }
}
