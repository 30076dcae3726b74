package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;
import dev.brood.ProcessPool;
import dev.brood.Shared;
import dev.brood.SharedQueue;
import dev.brood.Task;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// The objects that processes share in every engine's [Manager]: of which classes, who finds them,
/// and how long they are there. Rows G-08 and G-14 to G-16 of CPython's `multiprocessing`, and its
/// tests `_TestMyManager`.
public abstract class ManagerObjectsContract extends SharedManagerContract {
    /// For subclasses.
    protected ManagerObjectsContract() {}

    // ---- sharing

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
    void lambda_ofAPlainKind_isRefusedWhereItMustTravel() {
        Object captured = new Object();
        assertThatThrownBy(() ->
                        manager.share(
                                Counter.class, () -> new CountingCounter(captured.hashCode())))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("captured");
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

    // ---- how long they are there

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
}
