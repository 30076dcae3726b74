package dev.brood.cli.serve;

import dev.brood.Manager;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The objects that the server is to have from the start, by name.
public final class NamedObjects {
    @Option(
            names = "--map",
            paramLabel = "NAME",
            description =
                    "Make a map that clients find by this name. May be repeated, as the next.")
    private List<String> maps = new ArrayList<>();

    @Option(names = "--list", paramLabel = "NAME", description = "Make a list.")
    private List<String> lists = new ArrayList<>();

    @Option(names = "--set", paramLabel = "NAME", description = "Make a set.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--deque",
            paramLabel = "NAME",
            description = "Make a double-ended queue without a bound.")
    private List<String> deques = new ArrayList<>();

    @Option(names = "--queue", paramLabel = "NAME:CAPACITY", description = "Make a bounded queue.")
    private List<String> queues = new ArrayList<>();

    @Option(
            names = "--joinable-queue",
            paramLabel = "NAME:CAPACITY",
            description = "Make a bounded queue that knows when its items are done.")
    private List<String> joinableQueues = new ArrayList<>();

    @Option(
            names = "--counter",
            paramLabel = "NAME",
            description = "Make a value that is the long 0 at first.")
    private List<String> counters = new ArrayList<>();

    @Option(
            names = "--value",
            paramLabel = "NAME",
            description = "Make a value that is null at first.")
    private List<String> values = new ArrayList<>();

    @Option(names = "--namespace", paramLabel = "NAME", description = "Make a namespace.")
    private List<String> namespaces = new ArrayList<>();

    @Option(names = "--lock", paramLabel = "NAME", description = "Make a lock.")
    private List<String> locks = new ArrayList<>();

    @Option(names = "--semaphore", paramLabel = "NAME:PERMITS", description = "Make a semaphore.")
    private List<String> semaphores = new ArrayList<>();

    @Option(names = "--event", paramLabel = "NAME", description = "Make an event.")
    private List<String> events = new ArrayList<>();

    @Option(names = "--latch", paramLabel = "NAME:COUNT", description = "Make a latch.")
    private List<String> latches = new ArrayList<>();

    @Option(names = "--barrier", paramLabel = "NAME:PARTIES", description = "Make a barrier.")
    private List<String> barriers = new ArrayList<>();

    /// How the objects are made, by their names.
    private final Map<String, Function<Manager, Object>> made = new LinkedHashMap<>();

    /// Reads the names and numbers.
    ///
    /// @throws UnusableException if one makes no sense, or a name is given twice
    public void check() throws UnusableException {
        plain("--map", maps, Manager::map);
        plain("--list", lists, Manager::list);
        plain("--set", sets, Manager::set);
        plain("--deque", deques, Manager::deque);
        sized("--queue", queues, 1, Manager::queue);
        sized("--joinable-queue", joinableQueues, 1, Manager::joinableQueue);
        plain("--counter", counters, manager -> manager.value(0L));
        plain("--value", values, manager -> manager.value(null));
        plain("--namespace", namespaces, Manager::namespace);
        plain("--lock", locks, Manager::lock);
        sized("--semaphore", semaphores, 0, Manager::semaphore);
        plain("--event", events, Manager::event);
        sized("--latch", latches, 0, Manager::latch);
        sized("--barrier", barriers, 1, Manager::barrier);
    }

    private void plain(String option, List<String> names, Function<Manager, Object> constructor)
            throws UnusableException {
        for (String name : names) {
            add(option, name, constructor);
        }
    }

    private void sized(
            String option,
            List<String> given,
            int least,
            BiFunction<Manager, Integer, Object> constructor)
            throws UnusableException {
        for (String each : given) {
            int colon = each.lastIndexOf(':');
            int number;
            try {
                number = Integer.parseInt(each.substring(colon + 1));
            } catch (NumberFormatException _) {
                number = -1;
            }
            if (colon < 0 || number < least) {
                throw new UnusableException(
                        "%s takes a name and a number of at least %d, as in %s tasks:100, was '%s'"
                                .formatted(option, least, option, each));
            }
            int size = number;
            add(option, each.substring(0, colon), manager -> constructor.apply(manager, size));
        }
    }

    private void add(String option, String name, Function<Manager, Object> constructor)
            throws UnusableException {
        if (name.isBlank()) {
            throw new UnusableException(option + " takes a name, was '" + name + "'");
        }
        if (made.putIfAbsent(name, constructor) != null) {
            throw new UnusableException("the name '" + name + "' is given to two objects");
        }
    }

    /// Makes the objects and gives them their names.
    ///
    /// @param manager has none of the names yet
    public void make(Manager manager) {
        made.forEach((name, constructor) -> manager.pin(name, constructor.apply(manager)));
    }
}
