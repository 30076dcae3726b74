package dev.brood.ignite.command;

import dev.brood.BroodException;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// `brood node`: a node of a cluster, until it is told to end.
@Command(
        name = "brood node",
        description = "Run a node of a cluster: its workers run the tasks of programs that join.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        footer = {
            "",
            "The first node of a cluster:   brood node --cluster demo",
            "A second on the same machine:  brood node --cluster demo --port 47510 --join"
                    + " localhost",
            "A program joins it by:        "
                    + " Brood.open(URI.create(\"ignite://localhost?cluster=demo\"))"
        })
public final class NodeCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int AGAIN_MILLIS = 1000;
    private static final String LOOPBACK = "127.0.0.1";

    @Spec private CommandSpec spec;

    @Option(
            names = "--cluster",
            defaultValue = "brood",
            paramLabel = "NAME",
            description = "The cluster's name; others are refused (default: ${DEFAULT-VALUE}).")
    private String cluster = "brood";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "This node's name, in errors and worker names (default: host and port).")
    private @Nullable String name;

    @Option(
            names = "--host",
            defaultValue = LOOPBACK,
            paramLabel = "ADDRESS",
            description =
                    "The address to listen at, by which others reach this node (default:"
                            + " ${DEFAULT-VALUE}, this machine only). Whoever reaches it can run"
                            + " code here: see --tls-keys.")
    private String host = LOOPBACK;

    @Option(
            names = "--port",
            defaultValue = "" + SeatConfig.PORT,
            paramLabel = "PORT",
            description =
                    "The port for discovery; messages use the next (default: ${DEFAULT-VALUE}).")
    private int port = SeatConfig.PORT;

    @Option(
            names = "--join",
            split = ",",
            paramLabel = "HOST[:PORT]",
            description = "Where other nodes are; a name with several addresses is all of them.")
    private List<String> join = List.of();

    @Option(
            names = "--workers",
            defaultValue = "0",
            paramLabel = "N",
            description = "The most workers of each pool (default: the number of processors).")
    private int workers;

    @Option(
            names = "--detection",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "When one that does not answer is lost (default: ${DEFAULT-VALUE}).")
    private int detection = 10;

    @Option(
            names = "--wait",
            defaultValue = "60",
            paramLabel = "SECONDS",
            description = "How long to try to join (default: ${DEFAULT-VALUE}).")
    private int patience = 60;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description =
                    "The largest heap of this node's own JVM, through which tasks and results pass,"
                            + " such as 2g (default: a quarter of the memory).")
    private @Nullable String heap;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "The most memory for shared objects and maps, such as 2g (default: a fifth of"
                            + " the memory).")
    private @Nullable String memory;

    @ArgGroup(exclusive = false, heading = "TLS, in which each side must show a certificate:%n")
    private @Nullable Tls tls;

    private final CompletableFuture<Void> told = new CompletableFuture<>();

    /// For picocli.
    public NodeCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    private static final class Tls {
        @Option(names = "--tls-keys", required = true, description = "PKCS#12 file: own key.")
        private String keys = "";

        @Option(
                names = "--tls-trust",
                required = true,
                description = "PKCS#12 file: who is let in.")
        private String trust = "";

        @Option(names = "--tls-password", required = true, description = "File: their password.")
        private String password = "";
    }

    /// Runs a node; the JVM ends with its exit code.
    ///
    /// @param args the command line, with or without a leading `node`
    public static void main(String[] args) {
        List<String> all = List.of(args);
        List<String> own =
                !all.isEmpty() && all.getFirst().equals("node") ? all.subList(1, all.size()) : all;
        System.exit(new CommandLine(new NodeCommand()).execute(own.toArray(String[]::new)));
    }

    @Override
    public Integer call() throws InterruptedException {
        StopSignals.onStop(() -> told.complete(null));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SeatConfig config;
        try {
            config = config();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        SeatConfig next = config;
        boolean again = false;
        while (!told.isDone()) {
            boolean yielded = false;
            try (ClusterNode node = ClusterNode.start(next)) {
                again = true;
                out.println(described(config, node));
                out.flush();
                CompletableFuture.anyOf(
                                told,
                                ProcessHandle.of(node.pid())
                                        .map(ProcessHandle::onExit)
                                        .orElse(CompletableFuture.completedFuture(null)))
                        .join();
                next = rejoining(config, node);
                yielded = node.hasYielded();
            } catch (BroodException e) {
                err.println("brood node: " + e.getMessage());
                if (!again) {
                    return FAILED;
                }
                next = config; // as at first: those it knew may all be gone
            }
            if (!told.isDone()) {
                err.println(
                        yielded
                                ? "brood node: the cluster had split, and this was the smaller part"
                                        + " or the younger; joins the other at "
                                        + next.join()
                                : "brood node: was cut off from the cluster, or died; joins again");
                Thread.sleep(AGAIN_MILLIS);
            }
        }
        out.println("left cluster '" + config.cluster() + "'");
        out.flush();
        return 0;
    }

    /// Returns how to join those that the node knew: even the first node of a cluster has others to
    /// join now.
    private static SeatConfig rejoining(SeatConfig config, ClusterNode node) {
        List<String> others = new ArrayList<>(node.others());
        if (!node.hasYielded()) {
            others.addAll(config.join());
        }
        return config.joining(others.stream().distinct().toList());
    }

    private SeatConfig config() {
        return new SeatConfig(
                cluster,
                name == null ? host + ":" + port : name,
                true,
                host,
                port,
                join.stream()
                        .map(each ->
                                each.matches(".*:[0-9]+") ? each : each + ":" + SeatConfig.PORT)
                        .toList(),
                workers == 0 ? Runtime.getRuntime().availableProcessors() : workers,
                Duration.ofSeconds(detection),
                Duration.ofSeconds(patience),
                new SeatConfig.Room(heap, memory),
                tls == null ? null : new SeatConfig.TlsFiles(tls.keys, tls.trust, tls.password));
    }

    private static String described(SeatConfig config, ClusterNode node) {
        int members = node.members().size();
        return "node '%s' is in cluster '%s' of %d %s, with %d %s, at %s:%d and %d; Ctrl-C ends it"
                .formatted(
                        config.name(),
                        config.cluster(),
                        members,
                        members == 1 ? "node" : "nodes",
                        config.slots(),
                        config.slots() == 1 ? "worker" : "workers",
                        config.host(),
                        config.port(),
                        config.port() + 1);
    }
}
