package dev.brood.junit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The watch over test classes: from the moment the first of them begins until none is running.
///
/// Usually that is one class with its nested ones. Where JUnit runs classes at the same time it is
/// many, since what is left by one cannot be told from what another still uses.
final class Watch {
    private final Set<String> running = new LinkedHashSet<>();
    private final Set<String> watched = new LinkedHashSet<>();
    private final List<Inspection> inspections = new ArrayList<>();
    private final Settings initial;
    private Settings settings;

    Watch(Settings initial) {
        this.initial = initial;
        settings = initial;
    }

    /// Begins to watch a class.
    ///
    /// @param id tells this run of the class from others
    /// @param name how the failure calls it
    /// @param annotation its own exceptions from the rule, empty if it is not annotated
    synchronized void begin(String id, String name, Optional<NothingLeft> annotation) {
        boolean first = running.isEmpty();
        Settings base = first ? initial : settings;
        settings = annotation.map(base::with).orElse(base);
        if (first) {
            watched.clear();
            inspections.clear();
            record();
        }
        running.add(id);
        watched.add(name);
    }

    private void record() {
        Lineage.look();
        // In this order: a killed process ends the threads that serve it, removes its files, and
        // closes the descriptors of both.
        inspections.add(new LeftProcesses());
        inspections.add(new LeftThreads());
        inspections.add(new LeftFiles(settings.directories()));
        inspections.add(new CrashFiles(Path.of("").toAbsolutePath()));
        inspections.add(new LeftDescriptors());
    }

    /// Ends the watch over a class, and looks at what is left if it was the last one.
    ///
    /// @throws AssertionError if something is left
    synchronized void end(String id) throws InterruptedException {
        running.remove(id);
        if (!running.isEmpty()) {
            return;
        }
        Lineage.look();
        List<Leftover> left = new ArrayList<>();
        for (Inspection inspection : inspections) {
            left.addAll(inspection.sweep(settings));
        }
        if (!left.isEmpty()) {
            throw new AssertionError(message(left));
        }
    }

    private String message(List<Leftover> left) {
        String who =
                watched.size() == 1
                        ? watched.iterator().next()
                        : "one of %s, which ran at the same time,"
                                .formatted(String.join(", ", watched));
        String what = left.size() == 1 ? "1 thing" : left.size() + " things";
        return left.stream()
                .map(leftover -> "\n- " + leftover.description())
                .collect(
                        Collectors.joining(
                                "",
                                "%s left %s behind, %s after its end:"
                                        .formatted(who, what, Await.inWords(settings.patience())),
                                "\nend them in the test or an @AfterEach; name what is meant to"
                                        + " stay by @NothingLeft(except = …)"));
    }
}
