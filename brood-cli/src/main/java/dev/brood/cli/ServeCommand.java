package dev.brood.cli;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ExitStatus;
import dev.brood.LinkOptions;
import dev.brood.Manager;
import dev.brood.ManagerDiedException;
import dev.brood.ProcessOptions;
import dev.brood.Secret;
import dev.brood.Task;
import dev.brood.cli.serve.NamedObjects;
import dev.brood.cli.serve.OwnClasses;
import dev.brood.cli.serve.Secrets;
import dev.brood.cli.serve.TlsKey;
import dev.brood.cli.serve.UnusableException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;

/// `brood serve`: runs a manager that belongs to no program.
@Command(
        name = "serve",
        description = {
            "Run a manager for programs that know a secret, until Ctrl-C or SIGTERM ends it.",
            "",
            "ADDRESS is unix:PATH for a socket that this user's programs on this machine can open,"
                    + " tcp://127.0.0.1:PORT for all of this machine, or tcp://0.0.0.0:PORT for all"
                    + " who can reach it; port 0 is any free one. When clients can come, one line"
                    + " on standard output says so: 'ready at ADDRESS'.",
            "",
            "Clients connect with Manager.connect(Address.parse(ADDRESS), secret), and find objects"
                    + " by their names or make some.",
            ""
        },
        customSynopsis =
                "brood serve (--secret-file FILE | --secret-env VARIABLE) [OPTION]... ADDRESS",
        mixinStandardHelpOptions = true,
        versionProvider = BroodVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:it can't serve there, or its server process has died",
            "2:the arguments make no sense, or name what is not there; nothing was done",
            "130:ended by Ctrl-C",
            "143:ended by SIGTERM"
        })
final class ServeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "ADDRESS", hidden = true)
    private String place = "";

    @ArgGroup(multiplicity = "1")
    private Secrets secrets = new Secrets();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "What messages call the manager, and ps its process (default:"
                            + " ${DEFAULT-VALUE}).")
    private String name = "serve";

    @Mixin private NamedObjects objects = new NamedObjects();

    @Mixin private OwnClasses classes = new OwnClasses();

    @Option(
            names = "--max-heap",
            paramLabel = "SIZE",
            description =
                    "The server's largest heap, such as 512m: what clients put there is not bounded"
                            + " otherwise.")
    private @Nullable String maxHeap;

    @ArgGroup(exclusive = false)
    private @Nullable TlsKey tls;

    ServeCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    /// What the command line asks for.
    private record Plan(
            Address address,
            Secret secret,
            LinkOptions options,
            @Nullable Task<SSLContext> key,
            ProcessOptions process) {}

    @Override
    public Integer call() throws InterruptedException {
        Plan plan;
        try {
            plan = plan();
        } catch (UnusableException | IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        Brood brood = Brood.local();
        Manager manager = brood.newManager().name(name).process(plan.process()).open();
        Optional<ChildProcess> server =
                brood.activeChildren().stream()
                        .filter(child -> child.pid() == manager.pid())
                        .findFirst();
        if (server.isEmpty()) {
            return failed("the server process has died as soon as it had started");
        }
        try {
            Address address = serve(manager, plan);
            PrintWriter out = spec.commandLine().getOut();
            out.println("ready at " + address);
            out.flush();
        } catch (IOException e) {
            manager.close();
            return failed(String.valueOf(e.getMessage()));
        } catch (ClosedException | ManagerDiedException _) {
            // Its end is waited for below.
        }
        server.get().join();
        return isEnding() ? ExitCode.OK : failed("the server process " + how(server.get()));
    }

    private Plan plan() throws UnusableException {
        Address address = Address.parse(place);
        if (tls != null && address instanceof Address.Unix) {
            throw new UnusableException(
                    "TLS is for tcp://, what goes through %s does not leave the machine"
                            .formatted(address));
        }
        objects.check();
        LinkOptions options = LinkOptions.DEFAULT.allowing(classes.allowed());
        classes.addToClassPath();
        ProcessOptions process = ProcessOptions.DEFAULTS;
        return new Plan(
                address,
                secrets.read(),
                options,
                tls == null ? null : tls.read(),
                maxHeap == null ? process : process.withMaxHeap(maxHeap));
    }

    private Address serve(Manager manager, Plan plan) throws IOException {
        objects.make(manager);
        return plan.key() == null
                ? manager.serve(plan.address(), plan.secret(), plan.options())
                : manager.serve(plan.address(), plan.secret(), plan.options(), plan.key());
    }

    private static String how(ChildProcess server) {
        return server.exitStatus().map(ExitStatus::describe).orElse("has ended");
    }

    private int failed(String message) {
        spec.commandLine().getErr().println("brood serve: " + message);
        return ExitCode.FAILED;
    }

    /// Returns whether a signal ends this program, and so the server: then no hook may be added.
    private static boolean isEnding() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
