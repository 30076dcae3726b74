package dev.brood.local.roster;

import dev.brood.local.memory.Segment;
import dev.brood.local.memory.Words;
import dev.brood.local.os.Servant;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/// A JVM of a tree that a test has planted, which does as it is told; and what the test's own JVM
/// does the same way.
final class Kin {
    /// Where in the [#play] file things are.
    private static final long MUTEX = 0;

    private static final long FIRST = 64;
    private static final long SECOND = 72;
    private static final long REPAIRS = 128;
    private static final long BROKEN = 136;
    private static final long BEATS = 192;

    private final Tree tree;
    private final Segment play;
    private final MemorySegment memory;
    private final RobustMutex mutex;
    private final List<Process> started = new ArrayList<>();

    private Kin(Tree tree, Segment play) {
        this.tree = tree;
        this.play = play;
        this.memory = play.memory();
        this.mutex = new RobustMutex(tree, memory, MUTEX);
        tree.addRecovery((_, dead) -> mutex.recover(dead.pid()));
    }

    /// For the root: makes the file where they all play.
    static Kin root(Tree tree) {
        return new Kin(tree, Segment.create(tree.directory().file("play"), 8192, 8192));
    }

    private static Kin of(Tree tree) throws NoSuchFileException {
        return new Kin(tree, Segment.open(tree.directory().file("play")));
    }

    /// Starts a JVM that is a child of this process, with an entry.
    static Child start(Tree tree, String name, String... flags) {
        int slot = tree.roster().reserve(name);
        Servant servant =
                Servant.start(
                        Servant.options(Kin.class)
                                .flags(flags)
                                .args(tree.directory().toString(), Integer.toString(slot)));
        tree.roster().enter(slot, servant.pid());
        return new Child(slot, servant);
    }

    /// A started JVM and its entry.
    record Child(int slot, Servant servant) implements AutoCloseable {
        String ask(Object... order) throws InterruptedException {
            return servant.ask(order);
        }

        int tell(Object... order) {
            return servant.tell(order);
        }

        void kill() throws InterruptedException {
            servant.kill();
        }

        int pid() {
            return servant.pid();
        }

        @Override
        public void close() {
            servant.close();
        }
    }

    static void main(String[] args) throws IOException {
        Tree tree = Tree.join(Path.of(args[0]), Integer.parseInt(args[1]));
        Kin kin = of(tree);
        Servant.serve(order -> kin.obey(order.getFirst(), order.subList(1, order.size())));
    }

    private Object obey(String order, List<String> words) throws Exception {
        return switch (order) {
            case "tree" ->
                    "%x %d %d %s %b"
                            .formatted(
                                    tree.id(),
                                    tree.rootPid(),
                                    tree.slot(),
                                    tree.system().name(),
                                    tree.isRoot());
            case "closing" -> tree.isClosing();
            case "numbers" -> numbers(tree, Integer.parseInt(words.getFirst()));
            case "spawn" -> spawn(words.getFirst());
            case "reserve" -> tree.roster().reserve(words.getFirst());
            case "enter" -> {
                tree.roster().enter(Integer.parseInt(words.get(0)), Long.parseLong(words.get(1)));
                yield "entered";
            }
            case "ended" -> {
                tree.roster().ended(Integer.parseInt(words.getFirst()));
                yield "ended";
            }
            case "suspect" -> tree.roster().suspect(Integer.parseInt(words.getFirst()));
            case "lock" -> mutex.lock();
            case "unlock" -> {
                mutex.unlock();
                yield "unlocked";
            }
            case "count" -> count(Integer.parseInt(words.getFirst()));
            case "beat" -> {
                while (true) {
                    step();
                    Words.getAndAddInt(memory, BEATS + 4L * tree.slot(), 1);
                }
            }
            default -> throw new IllegalArgumentException(order);
        };
    }

    static String numbers(Tree tree, int number) {
        StringBuilder numbers = new StringBuilder();
        for (int i = 0; i < number; i++) {
            numbers.append(i == 0 ? "" : ",").append(tree.nextNumber());
        }
        return numbers.toString();
    }

    /// Starts a process that sleeps, as a child of this one in the roster too.
    private long spawn(String name) throws IOException {
        int slot = tree.roster().reserve(name);
        Process process =
                new ProcessBuilder("sleep", "1000")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        started.add(process);
        tree.roster().enter(slot, process.pid());
        return process.pid();
    }

    RobustMutex mutex() {
        return mutex;
    }

    /// Adds a number of times, by two threads.
    String count(int times) throws Exception {
        List<FutureTask<Boolean>> counters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FutureTask<Boolean> counter =
                    new FutureTask<>(() -> {
                        for (int round = 0; round < times; round++) {
                            if (mutex.lock()) {
                                throw new AssertionError("told to repair, and nobody died");
                            }
                            Words.setLong(memory, FIRST, Words.getLong(memory, FIRST) + 1);
                            mutex.unlock();
                        }
                        return true;
                    });
            counters.add(counter);
            Thread.ofPlatform().name("counter").start(counter);
        }
        for (FutureTask<Boolean> counter : counters) {
            counter.get();
        }
        return "counted";
    }

    /// Changes two words that are always equal outside of the mutex. The words are repaired when
    /// the last owner died between the two changes.
    void step() {
        if (mutex.lock()) {
            Words.setLong(memory, REPAIRS, Words.getLong(memory, REPAIRS) + 1);
            Words.setLong(memory, SECOND, Words.getLong(memory, FIRST));
        }
        long first = Words.getLong(memory, FIRST);
        if (Words.getLong(memory, SECOND) != first) {
            Words.setLong(memory, BROKEN, Words.getLong(memory, BROKEN) + 1);
        }
        Words.setLongVolatile(memory, FIRST, first + 1);
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait();
        }
        Words.setLongVolatile(memory, SECOND, first + 1);
        mutex.unlock();
    }

    long first() {
        return Words.getLongVolatile(memory, FIRST);
    }

    long repairs() {
        return Words.getLongVolatile(memory, REPAIRS);
    }

    long broken() {
        return Words.getLongVolatile(memory, BROKEN);
    }

    /// How often a process has been at it.
    int beats(int slot) {
        return Words.getIntVolatile(memory, BEATS + 4L * slot);
    }

    /// Unmaps the file; the tree is the test's.
    void close() {
        play.close();
    }
}
