package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.ProcessPool;
import dev.brood.Shared;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// What collections and objects of the user's do on a cluster otherwise than in a server.
class ClusterCollectionsTest {
    private final Brood brood = TestCluster.openShared();

    interface Account {
        long add(long amount);

        void fail() throws IOException;

        void await() throws InterruptedException;

        CompletableFuture<Long> later();

        @Shared
        Account other();
    }

    private static final class Purse implements Account, Serializable {
        private static final long serialVersionUID = 1;

        private long sum;

        @Override
        public long add(long amount) {
            sum += amount;
            return sum;
        }

        @Override
        public void fail() throws IOException {
            sum = -1;
            throw new IOException("no paper");
        }

        @Override
        public void await() {}

        @Override
        public CompletableFuture<Long> later() {
            return CompletableFuture.completedFuture(sum);
        }

        @Override
        public Account other() {
            return this;
        }
    }

    @Test
    void object_isChangedByWorkersOfAllNodes_oneCallAfterTheOther() throws Exception {
        try (Manager manager = brood.manager();
                ProcessPool pool = brood.pool()) {
            Account account = manager.share(Account.class, Purse::new);
            List<Long> sums = pool.map(List.of(1, 2, 3, 4, 5, 6, 7, 8), x -> account.add(x));
            assertThat(sums).doesNotHaveDuplicates().contains(36L);
            assertThat(account.add(0)).isEqualTo(36);
        }
    }

    @Test
    void object_callThatThrows_changesNothing_andOthersAreRefused() {
        try (Manager manager = brood.manager()) {
            Account account = manager.share(Account.class, Purse::new);
            assertThatThrownBy(account::fail)
                    .isInstanceOf(IOException.class)
                    .hasMessage("no paper");
            assertThat(account.add(2)).isEqualTo(2);
            assertThatThrownBy(account::await)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("Account.await may wait")
                    .hasMessageContaining("use a condition");
            assertThatThrownBy(account::later)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("Account.later goes on after it has returned");
            assertThatThrownBy(account::other)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageStartingWith("Account.other gives a part of the object");
            assertThatThrownBy(() -> manager.share(Runnable.class, () -> () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be able to travel");
        }
    }

    @Test
    void map_iterator_seesWhatWasThere_andWritesThrough() {
        try (Manager manager = brood.manager()) {
            ManagedMap<Integer, Integer> map = manager.map();
            Map<Integer, Integer> many = new TreeMap<>();
            for (int i = 0; i < 1000; i++) {
                many.put(i, i);
            }
            map.putAll(many);
            assertThat(map).hasSize(1000);
            Iterator<Map.Entry<Integer, Integer>> entries = map.entrySet().iterator();
            List<Integer> seen = new ArrayList<>(List.of(entries.next().getKey()));
            map.put(5000, 0);
            entries.forEachRemaining(entry -> {
                seen.add(entry.getKey());
                if (entry.getKey() == 700) {
                    int _ = entry.setValue(-1);
                }
            });
            assertThat(seen).containsExactlyInAnyOrderElementsOf(many.keySet());
            assertThat(map.get(700)).isEqualTo(-1);
            map.keySet().removeIf(key -> key < 990);
            assertThat(map).hasSize(11);
        }
    }

    @Test
    void managerWithAName_isTheSameForAll_untilItIsClosed() {
        Manager shop = brood.newManager().name("shop").open();
        ManagedMap<String, String> prices = shop.map();
        shop.pin("prices", prices);
        prices.put("tea", "cheap");
        Manager same = brood.newManager().name("shop").open();
        ManagedMap<?, ?> found = same.find("prices", ManagedMap.class);
        assertThat(found.copy()).isEqualTo(Map.of("tea", "cheap"));
        assertThat((Object) found).isSameAs(prices);
        same.close();
        assertThatThrownBy(() -> prices.get("tea")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(shop::list).isInstanceOf(ClosedException.class);
    }

    @Test
    void whatNeedsAProcess_isRefused_withWhatToUse() {
        try (Manager manager = brood.manager()) {
            assertThatThrownBy(() -> manager.pool(1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(
                            "a manager of a cluster has no pools, as it is no process: use pool(n)"
                                    + " of the cluster");
            assertThatThrownBy(() -> manager.deque())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("use queue(capacity)");
        }
    }
}
