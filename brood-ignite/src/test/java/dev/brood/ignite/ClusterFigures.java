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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What a task costs on a cluster of two nodes, in a pool of this machine, and with Ignite alone,
/// in turns: the figures of `docs/performance.md`. Each line has the best of the rounds.
final class ClusterFigures {
    private static final int ROUNDS = 5;
    private static final int CALLS = 500;
    private static final int ITEMS = 20_000;
    private static final int REST_SECONDS = 10;

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
            traffic(far);
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

    /// What the gateway sends to nodes and receives from them: all that it writes and reads but
    /// what goes to its program, which goes through shared memory.
    private static void traffic(ProcessPool pool) throws Exception {
        Path gateway = Path.of("/proc/" + gateway() + "/io");
        Map<String, Long> idle = figures(gateway);
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        print("nothing for " + REST_SECONDS + " s", 1, idle, figures(gateway));
        byte[] kilobyte = new byte[1 << 10];
        Map<String, Long> before = figures(gateway);
        for (int i = 0; i < CALLS; i++) {
            int _ = pool.submit(() -> 1).get();
        }
        Map<String, Long> after = figures(gateway);
        print("a task", CALLS, before, after);
        for (int i = 0; i < CALLS; i++) {
            byte[] _ = pool.submit(() -> kilobyte.clone()).get();
        }
        before = figures(gateway);
        print("a task with 1 KiB there and back", CALLS, after, before);
        List<Integer> _ = pool.map(IntStream.range(0, ITEMS).boxed().toList(), x -> x + 1);
        print("an item of a map", ITEMS, before, figures(gateway));
    }

    private static void print(
            String what, int times, Map<String, Long> before, Map<String, Long> after) {
        after.forEach((name, value) -> {
            if (name.matches("rchar|wchar|syscr|syscw")) {
                double each = (value - before.getOrDefault(name, 0L)) / (double) times;
                IO.println("%s\t%s\t%.3f".formatted(what, name, each));
            }
        });
    }

    private static Map<String, Long> figures(Path io) throws IOException {
        Map<String, Long> all = new TreeMap<>();
        for (String line : Files.readAllLines(io)) {
            int colon = line.indexOf(": ");
            all.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 2)));
        }
        return all;
    }

    /// Returns the JVM with Ignite's flags that is no node: the youngest.
    private static long gateway() {
        return ProcessHandle.current()
                .children()
                .filter(each ->
                        each.info()
                                .commandLine()
                                .orElse("")
                                .contains("--add-opens=java.base/java.nio"))
                .max(Comparator.comparing(each -> each.info().startInstant().orElseThrow()))
                .orElseThrow()
                .pid();
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
