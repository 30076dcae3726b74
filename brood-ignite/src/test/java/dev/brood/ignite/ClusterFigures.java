package dev.brood.ignite;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.ignite.seat.Seat;
import dev.brood.junit.Jvm;

import org.apache.ignite.Ignite;
import org.apache.ignite.IgniteCompute;
import org.apache.ignite.Ignition;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.lang.IgniteCallable;
import org.apache.ignite.lang.IgniteFuture;
import org.apache.ignite.logger.NullLogger;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// What a task costs on a cluster of two nodes, in a pool of this machine, and with Ignite alone,
/// in turns: the figures of `docs/performance.md`. Each line has the best of the rounds.
final class ClusterFigures {
    private static final int ROUNDS = 5;
    private static final int CALLS = 500;
    private static final int ITEMS = 20_000;

    private ClusterFigures() {}

    static void main(String[] args) throws Exception {
        if (args.length > 0) {
            bare(List.of(args));
            return;
        }
        try (Brood cluster = TestCluster.openShared();
                ProcessPool far = cluster.pool(4);
                ProcessPool near = Brood.local().pool(4)) {
            for (int round = 0; round < ROUNDS; round++) {
                pool("cluster", far);
                pool("local", near);
            }
        }
        int port = TestCluster.freePort();
        String[] flags = Seat.flags().toArray(String[]::new);
        try (Jvm node =
                        Jvm.running(ClusterFigures.class)
                                .flags(flags)
                                .args("node", "" + port)
                                .start();
                Jvm client =
                        Jvm.running(ClusterFigures.class)
                                .flags(flags)
                                .args("client", "" + port)
                                .start()) {
            int _ = client.awaitExit(Duration.ofMinutes(3));
            client.stdout().forEach(IO::println);
            client.stderr().forEach(IO::println);
            node.process().destroy();
        }
    }

    private static void pool(String name, ProcessPool pool) throws Exception {
        print(
                name,
                "one task after the other, us",
                micros(CALLS, () -> pool.submit(() -> 1).get()));
        print(
                name,
                "tasks at once, per s",
                perSecond(
                        CALLS,
                        () -> {
                            List<CompletableFuture<Integer>> all = new ArrayList<>();
                            for (int i = 0; i < CALLS; i++) {
                                all.add(pool.submit(() -> 1));
                            }
                            for (CompletableFuture<Integer> each : all) {
                                int _ = each.get();
                            }
                            return true;
                        }));
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        print(name, "items of a map, per s", perSecond(ITEMS, () -> pool.map(items, x -> x + 1)));
    }

    private static double micros(int times, Callable<?> call) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            Object _ = call.call();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    private static double perSecond(int times, Callable<?> call) throws Exception {
        long start = System.nanoTime();
        Object _ = call.call();
        return times * 1e9 / (System.nanoTime() - start);
    }

    private static void print(String engine, String what, double figure) {
        IO.println("%s\t%s\t%.0f".formatted(engine, what, figure));
    }

    // ---- Ignite alone: a node, and a client that gives it tasks, whose results it waits for

    private static final class One implements IgniteCallable<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer call() {
            return 1;
        }
    }

    private static void bare(List<String> args) throws Exception {
        boolean client = args.getFirst().equals("client");
        String address = "127.0.0.1:" + args.get(1);
        TcpDiscoverySpi discovery = new TcpDiscoverySpi();
        discovery.setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(List.of(address)));
        if (!client) {
            discovery.setLocalPort(Integer.parseInt(args.get(1)));
        }
        IgniteConfiguration settings =
                new IgniteConfiguration()
                        .setIgniteInstanceName(args.getFirst())
                        .setClientMode(client)
                        .setLocalHost("127.0.0.1")
                        .setGridLogger(new NullLogger())
                        .setWorkDirectory(System.getProperty("java.io.tmpdir") + "/bare-ignite")
                        .setClientConnectorConfiguration(null)
                        .setConnectorConfiguration(null)
                        .setDiscoverySpi(discovery);
        Ignite ignite = Ignition.start(settings);
        if (!client) {
            Thread.currentThread().join();
        }
        try (ignite) {
            IgniteCompute compute = ignite.compute(ignite.cluster().forServers());
            for (int round = 0; round < ROUNDS; round++) {
                print(
                        "ignite",
                        "one task after the other, us",
                        micros(CALLS, () -> compute.call(new One())));
                print("ignite", "tasks at once, per s", perSecond(CALLS, () -> atOnce(compute)));
            }
        }
    }

    private static boolean atOnce(IgniteCompute compute) {
        List<IgniteFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            all.add(compute.callAsync(new One()));
        }
        all.forEach(IgniteFuture::get);
        return true;
    }
}
