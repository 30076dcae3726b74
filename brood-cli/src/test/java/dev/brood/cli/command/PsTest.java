package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.Json;
import dev.brood.cli.Main;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `brood ps` and `brood clean` as users run them: from another terminal, while a program hangs,
/// and after it was killed.
@Deadline(seconds = 180)
class PsTest {
    @TempDir private Path shared = Path.of("");

    private Jvm start(Class<?> main, String... args) {
        return Jvm.running(main)
                .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dbrood.dir=" + shared)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                .flags("-Dbrood.terminal=false", "-Dbrood.terminal.output=false")
                .args(args)
                .start();
    }

    private record Answer(int code, List<String> out, List<String> err) {
        List<Map<String, Object>> events(String kind) {
            return out.stream().map(Json::object).filter(e -> kind.equals(e.get("event"))).toList();
        }
    }

    private Answer brood(String... args) throws InterruptedException {
        try (Jvm jvm = start(Main.class, args)) {
            int code = jvm.awaitExit(LONG);
            return new Answer(code, jvm.stdout(), jvm.stderr());
        }
    }

    /// Lists all files but the queues with which spares practise meanwhile.
    private List<String> files() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all =
                Files.find(shared, 9, (path, _) -> !path.toString().matches(".*/ring-[2-9].*"))) {
            for (Path each : all.sorted().toList()) {
                found.add(each + " " + (Files.isDirectory(each) ? 0 : Files.size(each)));
            }
        }
        return found;
    }

    @Test
    void ps_classicDeadlock_namesProcessesLocksAndCycle() throws Exception {
        try (Jvm hung = start(TwoLocks.class)) {
            String[] told = hung.awaitLine(line -> !line.isEmpty(), LONG).split(" ", -1);
            String booker = "'booker' (pid " + told[0];
            String auditor = "'auditor' (pid " + told[1];
            awaitDeadlock();
            List<String> before = files();

            Answer answer = brood("ps");

            assertThat(answer.code()).as("%s", answer).isEqualTo(3);
            assertThat(answer.err()).isEmpty();
            String out = String.join("\n", answer.out());
            assertThat(out)
                    .contains("tree " + told[2], "booker", "auditor", "accounts", "journal")
                    .contains("orders", "1 of 3")
                    .containsPattern("(?m)^DEADLOCK:$");
            String cycle = out.substring(out.indexOf("DEADLOCK:"));
            assertThat(cycle).containsPattern(waits(booker, "journal", auditor));
            assertThat(cycle).containsPattern(waits(auditor, "accounts", booker));
            assertThat(files()).as("it only looks").isEqualTo(before);

            assertJson(Long.parseLong(told[0]), Long.parseLong(told[1]), told[2]);
            assertThat(brood("ps", "--tree", told[0]).code()).isEqualTo(3);
            Answer other = brood("ps", "--tree", "1");
            assertThat(other.code()).isZero();
            assertThat(other.out()).containsExactly("no tree '1' in " + shared);
            assertThat(hung.process().isAlive()).isTrue();
        }
    }

    @Test
    void ps_joinOfOneThatWaitsForALockOfTheJoiner_namesTheDeadlock() throws Exception {
        try (Jvm hung = start(JoinUnderLock.class)) {
            String[] told = hung.awaitLine(line -> !line.isEmpty(), LONG).split(" ", -1);
            awaitDeadlock();

            Answer answer = brood("ps");

            assertThat(answer.code()).as("%s", answer).isEqualTo(3);
            assertThat(String.join("\n", answer.out()))
                    .containsPattern("news +first +1 message, [0-9]+ of 1,048,576 B +0 +0 +'main' ")
                    .containsPattern("news +second +1 message, .* +0 +0 +'worker' ")
                    .containsPattern(
                            "(?m)^DEADLOCK:(?s).*'main' \\(pid %s, thread \\d+ 'main'\\) waits for process 'worker' \\(pid %s\\),\n\\s+which does not end before 'worker'"
                                    .formatted(told[0], told[1]));

            Answer json = brood("ps", "--json");
            assertThat(json.code()).isEqualTo(3);
            assertThat(json.events("deadlock"))
                    .hasSize(2)
                    .anySatisfy(each ->
                            assertThat(each)
                                    .containsEntry("pid", Double.valueOf(told[0]))
                                    .containsEntry("kind", "process")
                                    .containsEntry("lock", "worker")
                                    .containsEntry("waitsFor", told[1])
                                    .containsEntry("heldByPid", Double.valueOf(told[1])));
            assertThat(json.events("waiter"))
                    .anySatisfy(each ->
                            assertThat(each)
                                    .containsEntry("id", told[1])
                                    .containsEntry("access", "join"));
            assertThat(json.events("pipe"))
                    .singleElement()
                    .satisfies(each -> assertThat(each).containsEntry("name", "news"));
            assertThat(json.events("end"))
                    .hasSize(2)
                    .allSatisfy(each ->
                            assertThat(each)
                                    .containsEntry("messages", 1.0)
                                    .containsEntry("gone", false));
        }
    }

    private void awaitDeadlock() throws InterruptedException {
        long start = System.nanoTime();
        while (brood("ps").code() == 0 && System.nanoTime() - start < LONG.toNanos()) {
            Thread.onSpinWait(); // each look takes its time
        }
    }

    private static String waits(String who, String lock, String holder) {
        return java.util.regex.Pattern.quote(who)
                + ", thread \\d+[^)]*\\) waits for lock '"
                + lock
                + "',\n\\s+held by "
                + java.util.regex.Pattern.quote(holder);
    }

    private void assertJson(long booker, long auditor, String tree) throws Exception {
        Answer answer = brood("ps", "--json");
        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.events("tree"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each)
                                .containsEntry("tree", tree)
                                .containsEntry("rootAlive", true));
        assertThat(answer.events("process"))
                .extracting(each -> each.get("name"))
                .contains("booker", "auditor");
        assertThat(answer.events("queue"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each)
                                .containsEntry("name", "orders")
                                .containsEntry("size", 1.0));
        assertThat(answer.events("lock"))
                .extracting(each -> each.get("name"))
                .contains("accounts", "journal");
        assertThat(answer.events("deadlock"))
                .hasSize(2)
                .anySatisfy(each ->
                        assertThat(each)
                                .containsEntry("pid", (double) booker)
                                .containsEntry("lock", "journal")
                                .containsEntry("heldByPid", (double) auditor)
                                .containsEntry("certain", true))
                .anySatisfy(each ->
                        assertThat(each)
                                .containsEntry("pid", (double) auditor)
                                .containsEntry("lock", "accounts")
                                .containsEntry("heldByPid", (double) booker));
        assertThat(answer.events("summary"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each)
                                .containsEntry("deadlocks", 1.0)
                                .containsEntry("trees", 1.0));
    }

    @Test
    void ps_noTree_saysSo() throws Exception {
        Answer answer = brood("ps");
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).containsExactly("no trees of processes in " + shared);
        assertThat(brood("ps", "--json").events("summary")).hasSize(1);
        Answer clean = brood("clean");
        assertThat(clean.code()).isZero();
        assertThat(clean.out()).containsExactly("nothing to remove");
    }

    @Test
    void psAndClean_treeOfAnotherVersion_leaveItToThat() throws Exception {
        try (Jvm hung = start(TwoLocks.class)) {
            String tree = hung.awaitLine(line -> !line.isEmpty(), LONG).split(" ", -1)[2];
            awaitDeadlock(); // else a child would meet the other version
            Path file = shared.resolve(tree).resolve("tree");
            setVersion(file, 99);
            Answer answer = brood("ps");
            assertThat(answer.code()).isZero();
            assertThat(answer.err()).isEmpty();
            assertThat(answer.out())
                    .containsExactly(
                            "tree "
                                    + tree
                                    + " is of another version of Brood (layout 99): look at it"
                                    + " with that version's brood ps");
            Answer json = brood("ps", "--json");
            assertThat(json.code()).isZero();
            assertThat(json.events("unreadable"))
                    .singleElement()
                    .satisfies(each ->
                            assertThat(each)
                                    .containsEntry("tree", tree)
                                    .containsEntry("layout", 99.0));
            assertThat(brood("ps", "--tree", tree).out()).isEqualTo(answer.out());
            assertThat(brood("ps", "--tree", "1").out())
                    .containsExactly("no tree '1' in " + shared);
            hung.kill();
            hung.awaitExit(LONG);
            Answer clean = brood("clean", "--kill");
            assertThat(clean.code()).isEqualTo(1);
            assertThat(clean.err())
                    .singleElement()
                    .asString()
                    .startsWith("brood clean: left " + tree + ": ")
                    .contains("another version of Brood");
            assertThat(file).exists();
            Files.deleteIfExists(file);
            assertThat(brood("clean").code()).isZero();
        }
    }

    @Test
    void ps_whatIsNoTree_saysSoAndFails() throws Exception {
        Path tree = Files.createDirectory(shared.resolve("brood-me-4711-0123abcd"));
        Files.write(tree.resolve("tree"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        Answer answer = brood("ps");
        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).singleElement().asString().startsWith("brood ps: brood-me-4711");
    }

    private static void setVersion(Path file, int version) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            channel.write(word.putInt(0, version), 8);
        }
    }

    @Test
    void clean_rootKilled_removesItsTreeAndNoOther() throws Exception {
        try (Jvm living = start(TwoLocks.class);
                Jvm dead = start(TwoLocks.class)) {
            String livings = living.awaitLine(line -> !line.isEmpty(), LONG).split(" ", -1)[2];
            String[] told = dead.awaitLine(line -> !line.isEmpty(), LONG).split(" ", -1);
            dead.kill();
            dead.awaitExit(LONG);
            for (String pid : List.of(told[0], told[1])) {
                Await.until(
                        Duration.ofSeconds(30),
                        "the end of an orphan",
                        () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
            }
            assertThat(brood("ps", "--tree", told[2]).out().getFirst())
                    .contains("its root (pid " + dead.pid() + ") is dead");

            Answer dry = brood("clean", "--dry-run");
            assertThat(dry.code()).isZero();
            assertThat(dry.out()).hasSize(2);
            assertThat(dry.out().getFirst())
                    .startsWith("would remove " + told[2] + ": ")
                    .containsPattern("\\d+ files, .*B$");
            assertThat(shared.resolve(told[2])).isDirectory();

            Answer clean = brood("clean");
            assertThat(clean.code()).isZero();
            assertThat(clean.out().getFirst())
                    .isEqualTo(dry.out().getFirst().replace("would remove", "removed"));
            assertThat(clean.out().getLast()).startsWith("removed 1 dead tree (");
            assertThat(shared.resolve(told[2])).doesNotExist();
            assertThat(shared.resolve(livings).resolve("tree")).exists();
            assertThat(living.process().isAlive()).isTrue();
        }
        assertThat(brood("clean", "--json").events("summary"))
                .singleElement()
                .satisfies(each -> assertThat(each).containsEntry("left", 0.0));
    }
}
