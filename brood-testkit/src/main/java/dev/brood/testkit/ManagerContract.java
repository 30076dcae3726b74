package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;
import dev.brood.ProcessPool;
import dev.brood.ProcessStartException;
import dev.brood.Quick;
import dev.brood.Shared;
import dev.brood.SharedEvent;
import dev.brood.SharedQueue;
import dev.brood.Task;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// What every engine's [Manager] does, and the objects of the user's own classes that it shares:
/// rows G-01 to G-08 and G-13 to G-17 of CPython's `multiprocessing`, and its tests
/// `_TestMyManager`.
public abstract class ManagerContract extends EngineContract {
    private Manager manager;

    /// For subclasses.
    protected ManagerContract() {}

    /// Starts the manager that most tests use.
    @BeforeAll
    void startManager() {
        manager = brood().newManager().name("registry").open();
    }

    /// Ends it.
    @AfterAll
    void endManager() {
        manager.close();
    }

    private static void end(ChildProcess child) throws InterruptedException {
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    /// What the tests share.
    public interface Counter {
        /// Counts one.
        ///
        /// @return how many there are now
        int increment();

        /// Returns how many there are.
        ///
        /// @return the count
        @Quick
        int value();

        /// Fails.
        ///
        /// @throws IOException always
        void fail() throws IOException;

        /// Returns what can't travel.
        ///
        /// @return a thread
        Object thread();

        /// Waits until it is interrupted.
        ///
        /// @throws InterruptedException always
        void sleep() throws InterruptedException;

        /// Counts one, later.
        ///
        /// @return completed when it is counted
        CompletableFuture<Integer> incrementLater();

        /// Is run by the object.
        ///
        /// @return the class of the object
        default String type() {
            return getClass().getSimpleName();
        }

        /// Returns the process the object is in.
        ///
        /// @return its process id
        default long pid() {
            return ChildProcess.current().pid();
        }
    }

    /// A further interface.
    public interface Named {
        /// Returns a name.
        ///
        /// @return always the same
        String label();
    }

    static final class CountingCounter implements Counter, Named, Serializable {
        private static final long serialVersionUID = 1;

        private int count;

        CountingCounter(int start) {
            count = start;
        }

        @Override
        public synchronized int increment() {
            return ++count;
        }

        @Override
        public synchronized int value() {
            return count;
        }

        @Override
        public void fail() throws IOException {
            throw new IOException("no paper");
        }

        @Override
        public Object thread() {
            return Thread.currentThread();
        }

        @Override
        public void sleep() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Override
        public CompletableFuture<Integer> incrementLater() {
            return CompletableFuture.supplyAsync(this::increment);
        }

        @Override
        public String label() {
            return "counter";
        }

        @Override
        public String toString() {
            return "counter at " + value();
        }
    }

    /// An object whose methods give out others.
    public interface Shop {
        /// Opens an account.
        ///
        /// @param name whose
        /// @return the same for the same name
        @Shared
        Counter account(String name);

        /// Returns the names.
        ///
        /// @return an iterator that stays in the server
        @Shared
        Iterator<String> names();
    }

    static final class TidyShop implements Shop {
        private final Map<String, Counter> accounts = new HashMap<>();

        @Override
        public synchronized Counter account(String name) {
            return accounts.computeIfAbsent(name, _ -> new CountingCounter(0));
        }

        @Override
        public synchronized Iterator<String> names() {
            return new ArrayList<>(accounts.keySet()).iterator();
        }
    }

    private Counter counter(int start) {
        return manager.share(Counter.class, () -> new CountingCounter(start));
    }

    @Test
    @Covers({
        "G-01",
        "G-03",
        "G-07",
        "_TestMyManager.test_mymanager_context",
        "_TestMyManager.test_mymanager_context_prestarted"
    })
    void manager_isAProcessOfItsOwn_thatClosingEnds() throws Exception {
        Manager own = brood().newManager().name("short-lived").open();
        Counter counter;
        try (own) {
            counter = own.share(Counter.class, () -> new CountingCounter(1));
            assertThat(own.pid()).isNotEqualTo(ChildProcess.current().pid());
            assertThat(counter.pid()).isEqualTo(own.pid());
            assertThat(own.name()).isEqualTo("short-lived");
            assertThat(own.isClosed()).isFalse();
            assertThat(own.toString()).contains("short-lived", Long.toString(own.pid()));
            assertThat(brood().activeChildren()).extracting(ChildProcess::pid).contains(own.pid());
        }
        assertThat(own.isClosed()).isTrue();
        assertThat(brood().activeChildren())
                .extracting(ChildProcess::pid)
                .doesNotContain(own.pid());
        assertThatThrownBy(counter::value)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("manager 'short-lived' (pid " + own.pid() + ")")
                .hasMessageEndingWith("was shut down");
        assertThatThrownBy(own::map).isInstanceOf(ClosedException.class);
    }

    @Test
    @Covers({"G-06", "_TestManagerRestart.test_rapid_restart"})
    void shutdown_letsTheServerEnd_andMayBeRepeated_andOthersFollow() throws Exception {
        for (int i = 0; i < 3; i++) {
            Manager own = brood().newManager().name("again").open();
            ManagedMap<String, Integer> map = own.map();
            end(brood().start(() -> map.put("from", 1)));
            assertThat(own.shutdown(LONG)).isTrue();
            assertThat(own.shutdown(LONG)).isTrue();
        }
    }

    @Test
    @Covers({"G-02", "G-03", "TestInitializers.test_manager_initializer"})
    void initializer_runsOnceInTheServer_andItsFailureIsThatOfTheStart() throws Exception {
        SharedQueue<Long> ran = brood().queue(3);
        try (Manager own =
                brood().newManager()
                        .initializer(() -> ran.put(ChildProcess.current().pid()))
                        .open()) {
            assertThat(ran.take()).isEqualTo(own.pid());
            assertThat(own.map()).isEmpty();
        }
        assertThat(ran).isEmpty();
        Action bad =
                () -> {
                    throw new IOException("no such table");
                };
        Manager.Builder failing = brood().newManager().name("bad").initializer(bad);
        assertThatThrownBy(failing::open)
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("manager 'bad'")
                .hasMessageContaining("no such table")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    @Covers({"G-08", "_TestMyManager.test_mymanager"})
    void object_ofTheUsersOwn_isOneForAllProcesses() throws Exception {
        Counter counter = counter(0);
        try (ProcessPool pool = brood().pool(2)) {
            List<CompletableFuture<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                tasks.add(
                        pool.submit(() -> {
                            for (int j = 0; j < 50; j++) {
                                counter.increment();
                            }
                        }));
            }
            for (CompletableFuture<?> task : tasks) {
                task.get();
            }
        }
        assertThat(counter.value()).isEqualTo(250);
        assertThat(counter.type()).as("the object's own").isEqualTo("CountingCounter");
        assertThat(counter).hasToString("counter at 250");
    }

    @Test
    @Covers({"G-08", "G-14"})
    void share_ofSeveralInterfaces_givesAProxyOfAll_andRefusesWhatDoesNotFit() {
        Counter counter = manager.share(Counter.class, () -> new CountingCounter(3), Named.class);
        assertThat(((Named) counter).label()).isEqualTo("counter");
        assertThat(counter(1)).isNotInstanceOf(Named.class);

        Task<Counter> task = () -> new CountingCounter(3);
        assertThatThrownBy(() -> manager.share(Counter.class, task, Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not implement java.lang.Runnable");
        assertThatThrownBy(() -> manager.share(CountingCounter.class, () -> new CountingCounter(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("CountingCounter is none");
    }

    @Test
    @Covers({"G-14", "_TestMyManager.test_mymanager"})
    void failures_ofTheObject_areThrownAsTheyAre_withBothStacks() {
        Counter counter = counter(0);
        assertThatThrownBy(counter::fail)
                .isInstanceOf(IOException.class)
                .hasMessage("no paper")
                .satisfies(e ->
                        assertThat(e.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("fail"))
                                .anyMatch(frame ->
                                        frame.getMethodName().contains("manager 'registry'"))
                                .anyMatch(frame ->
                                        frame.getMethodName().startsWith("failures_ofTheObject")));
        assertThatThrownBy(counter::thread)
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("result → java.lang");
        assertThat(counter.increment()).as("the connection is whole").isEqualTo(1);
        ManagedMap<String, Object> map = manager.map();
        assertThatThrownBy(() -> map.put("key", new Object()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("argument");
        assertThat(map).isEmpty();
    }

    @Test
    @Covers("G-08")
    void results_markedShared_stayInTheServer() throws Exception {
        Shop shop = manager.share(Shop.class, TidyShop::new);
        Counter mine = shop.account("mine");
        mine.increment();
        end(brood().start(() -> shop.account("mine").increment()));
        assertThat(mine.value()).isEqualTo(2);
        assertThat(shop.account("mine")).isSameAs(mine);
        assertThat(shop.account("other").value()).isZero();
        List<String> names = new ArrayList<>();
        shop.names().forEachRemaining(names::add);
        assertThat(names).containsExactlyInAnyOrder("mine", "other");
    }

    @Test
    @Covers({"G-16", "G-14"})
    void proxies_areOneForEachObjectAndProcess_whereverTheyCameFrom() throws Exception {
        Counter counter = counter(7);
        SharedQueue<Counter> queue = brood().queue(2);
        queue.put(counter);
        assertThat(queue.take()).isSameAs(counter);
        end(
                brood().start(() -> {
                    queue.put(counter);
                    assertThat(queue.take()).isSameAs(counter);
                    counter.increment();
                    queue.put(counter);
                }));
        Counter back = queue.take();
        assertThat(back).isSameAs(counter).isEqualTo(counter).hasSameHashCodeAs(counter);
        assertThat(back.value()).isEqualTo(8);
        assertThat(counter(7)).isNotEqualTo(counter);
    }

    @Test
    @Covers("G-16")
    void manager_travels_andMakesObjectsForOthers() throws Exception {
        Manager travelling = manager;
        SharedQueue<ManagedList<String>> made = brood().queue(1);
        end(
                brood().start(() -> {
                    ManagedList<String> list = travelling.list();
                    list.add("from a child that has ended");
                    made.put(list);
                }));
        assertThat(made.take()).containsExactly("from a child that has ended");
    }

    @Test
    @Covers("G-15")
    void names_keepObjects_andFindThem() throws Exception {
        manager.pin("votes", counter(2));
        Manager travelling = manager;
        end(
                brood().start(() -> {
                    Counter found = travelling.find("votes", Counter.class);
                    assertThat(found.increment()).isEqualTo(3);
                }));
        Counter other = counter(9);
        assertThatThrownBy(() -> manager.pin("votes", other))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining("'votes'");
        assertThatThrownBy(() -> manager.find("votes", Named.class))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("Named");
        manager.unpin("votes");
        assertThatThrownBy(() -> manager.find("votes", Counter.class))
                .isInstanceOf(NameNotFoundException.class)
                .hasMessageContaining("'votes'");
        assertThatThrownBy(() -> manager.unpin("votes")).isInstanceOf(NameNotFoundException.class);
        assertThatThrownBy(() -> manager.pin("no", "a string"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a proxy");
    }

    @Test
    @Covers("G-14")
    void calls_thatWait_doNotHoldUpOthers_andAreInterrupted() throws Exception {
        Counter counter = counter(0);
        FutureTask<String> sleeper =
                new FutureTask<>(() -> {
                    try {
                        counter.sleep();
                        return "awake";
                    } catch (InterruptedException e) {
                        return "interrupted, status " + Thread.currentThread().isInterrupted();
                    }
                });
        Thread thread = Thread.ofVirtual().start(sleeper);
        for (int i = 1; i <= 100; i++) {
            assertThat(counter.increment()).isEqualTo(i);
        }
        assertThat(sleeper.isDone()).isFalse();
        thread.interrupt();
        assertThat(sleeper.get(60, TimeUnit.SECONDS)).isEqualTo("interrupted, status false");

        Thread.currentThread().interrupt();
        assertThat(counter.increment()).isEqualTo(101);
        assertThat(Thread.interrupted()).as("kept by a call that knows no interrupts").isTrue();
    }

    @Test
    @Covers("G-14")
    void asynchronousCalls_areUnderWayAtOnce() throws Exception {
        Counter counter = counter(0);
        List<CompletableFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(counter.incrementLater());
            futures.add(manager.async(counter, Counter::increment));
        }
        for (CompletableFuture<Integer> future : futures) {
            assertThat(future.get(60, TimeUnit.SECONDS)).isBetween(1, 400);
        }
        assertThat(counter.value()).isEqualTo(400);

        CompletableFuture<Object> failed =
                manager.async(
                        counter,
                        each -> {
                            each.fail();
                            return null;
                        });
        assertThatThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> manager.async(counter, _ -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("exactly one call");
    }

    @Test
    void asynchronousCalls_ofOneThreadToOneObject_keepTheirOrder() throws Exception {
        ManagedList<Integer> list = manager.list();
        ManagedMap<String, Integer> map = manager.map();
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (int i = 0; i < 300; i++) {
            int number = i;
            last = manager.async(list, each -> each.add(number));
            if (i % 50 == 0) { // not quick: the others must not overtake it
                last = manager.async(map, each -> each.merge("sum", number, Integer::sum));
            } else {
                last = manager.async(map, each -> each.put("sum", number));
            }
        }
        last.get(60, TimeUnit.SECONDS);
        assertThat(list).hasSize(300).isSorted();
        assertThat(map.get("sum")).isEqualTo(299);
    }

    @Test
    void asynchronousCalls_areCompleted_whileAnotherThreadWaits() throws Exception {
        Counter counter = counter(0);
        SharedQueue<String> queue = manager.queue(1);
        FutureTask<String> taker = new FutureTask<>(queue::take);
        CompletableFuture<Integer> first = manager.async(counter, Counter::increment);
        Thread.ofPlatform().start(taker);
        assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        for (int i = 2; i < 20; i++) {
            assertThat(manager.async(counter, Counter::increment).get(60, TimeUnit.SECONDS))
                    .isEqualTo(i);
            assertThat(counter.value()).isEqualTo(i);
        }
        assertThat(taker.isDone()).isFalse();
        queue.put("taken");
        assertThat(taker.get(60, TimeUnit.SECONDS)).isEqualTo("taken");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void callbacks_ofFutures_mayCallAndBlock() throws Exception {
        Counter counter = counter(0);
        CountDownLatch go = new CountDownLatch(1);
        // Behind a gate, or the call may be done, and the callback then be this thread's.
        SharedEvent gate = manager.event();
        CompletableFuture<Integer> blocked =
                manager.async(
                                gate,
                                each -> {
                                    each.await();
                                    return 0;
                                })
                        .thenApply(_ -> {
                            awaitQuietly(go);
                            return counter.increment();
                        });
        gate.set();
        assertThat(manager.async(counter, Counter::increment).get(60, TimeUnit.SECONDS))
                .isEqualTo(1);
        go.countDown();
        assertThat(blocked.get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }

    @Test
    @Covers("G-14")
    void cancelling_aFuture_interruptsTheCall() throws Exception {
        Counter counter = counter(0);
        CompletableFuture<Object> sleep =
                manager.async(
                        counter,
                        each -> {
                            each.sleep();
                            return null;
                        });
        assertThat(sleep.cancel(true)).isTrue();
        assertThat(counter.increment()).isEqualTo(1);
    }

    @Test
    @Covers("W-03")
    void threads_ofOneProcess_shareItsConnection() throws Exception {
        Counter counter = counter(0);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(
                    builder.start(() -> {
                        for (int j = 0; j < 200; j++) {
                            counter.increment();
                        }
                    }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(LONG)).isTrue();
        }
        assertThat(counter.value()).isEqualTo(1600);
    }

    @Test
    void closed_objects_areClosedForAll_andThoseWhoWaitAreTold() throws Exception {
        SharedQueue<String> queue = manager.queue(1);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> taker =
                new FutureTask<>(() -> {
                    begun.countDown();
                    return queue.take();
                });
        Thread.ofPlatform().start(taker);
        begun.await();
        queue.close();
        assertThatThrownBy(() -> taker.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ClosedException.class);
        assertThat(queue.isClosed()).isTrue();
        end(
                brood().start(() ->
                        assertThatThrownBy(() -> queue.put("late"))
                                .isInstanceOf(ClosedException.class)
                                .hasMessageContaining("is gone")));
    }

    /// Collects garbage in the server.
    public interface Janitor {
        /// Has the garbage collector run.
        void collect();
    }

    @Test
    @Covers("G-15")
    void objects_thatNobodyHolds_areDropped_alsoThoseOfTheDead() throws Exception {
        Manager own = brood().newManager().name("kept-clean").open();
        try (own) {
            Janitor janitor = own.share(Janitor.class, () -> System::gc);
            int before = own.objects();
            end(
                    brood().start(() -> {
                        ManagedList<Object> cycle = own.list();
                        cycle.add(cycle);
                        ManagedMap<String, Object> map = own.map();
                        map.put("list", own.list());
                        own.map();
                    }));
            Await.until(
                    LONG,
                    "its objects are gone",
                    () -> {
                        janitor.collect();
                        return own.objects() == before;
                    });
            ManagedValue<String> kept = own.value("kept");
            janitor.collect();
            assertThat(kept.get()).isEqualTo("kept");
        }
    }

    @Test
    void lambda_ofAPlainKind_isRefusedWhereItMustTravel() {
        Object captured = new Object();
        assertThatThrownBy(() ->
                        manager.share(
                                Counter.class, () -> new CountingCounter(captured.hashCode())))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("captured");
    }
}
