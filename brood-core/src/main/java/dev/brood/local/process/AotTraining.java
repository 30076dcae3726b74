package dev.brood.local.process;

import dev.brood.local.memory.TreeDirectory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Makes an AOT cache: one JVM practises what children do and writes down what it needed, a second
/// one makes the cache of that.
///
/// Both run with the least priority, so that they take only what the program leaves over, and
/// neither outlives it, however it dies: each is started by a shell that kills it when its standard
/// input ends, which only the program holds open. (A training that the JVM finishes by itself,
/// `-XX:AOTCacheOutput`, starts the second JVM where nobody can reach it.)
///
/// | dies | what is left | who sees to it |
/// |---|---|---|
/// | before the cache has its name | the workshop, the lock's file | the next training, which begins anew |
/// | after | the workshop | the next program that makes another, when it is old |
final class AotTraining implements Runnable {
    private static final long MOST_SECONDS_A_STEP = 60;
    private static final Path SHELL = Path.of("/bin/sh");

    /// Runs its arguments as a command with the least priority, and kills it when standard input
    /// ends.
    private static final String GUARD =
            "exec 3<&0; nice -n 19 \"$@\" </dev/null >/dev/null 2>&1 3<&- & ours=$!;"
                    + " { cat <&3 >/dev/null; kill -9 $ours; } 2>/dev/null & guard=$!;"
                    + " wait $ours; status=$?; kill $guard 2>/dev/null; exit $status";

    private final Path jar;
    private final Path aot;
    private final List<String> flags;
    private final List<String> practices;
    private @Nullable Process step; // guarded by this
    private boolean cancelled; // guarded by this

    /// Prepares a training.
    ///
    /// @param jar Brood's own classes
    /// @param aot the cache to make
    /// @param flags of the JVMs that will use it
    /// @param practices classes of actions to be practised
    AotTraining(Path jar, Path aot, List<String> flags, List<String> practices) {
        this.practices = practices;
        this.jar = jar;
        this.aot = aot;
        this.flags = flags;
    }

    /// Makes the cache, unless it is there or another program makes it at this moment.
    @Override
    public void run() {
        try (FileChannel channel =
                        FileChannel.open(
                                beside(".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held != null && !Files.exists(aot)) {
                make();
            }
        } catch (IOException | OverlappingFileLockException _) {
            return; // another makes it, or none can be made: children start without
        } catch (InterruptedException _) {
            return; // nobody has this thread but this class
        }
    }

    private Path beside(String suffix) {
        return aot.resolveSibling(aot.getFileName() + suffix);
    }

    private void make() throws IOException, InterruptedException {
        Path workshop = beside(".new");
        delete(workshop);
        Files.createDirectory(workshop);
        try {
            Path notes = workshop.resolve("notes");
            Path made = workshop.resolve("made.aot");
            List<String> recording =
                    new ArrayList<>(
                            List.of(
                                    "-XX:AOTMode=record",
                                    "-XX:AOTConfiguration=" + notes,
                                    "-D" + TreeDirectory.PROPERTY + "=" + workshop,
                                    "-cp",
                                    jar.toString(),
                                    Training.class.getName()));
            recording.addAll(practices);
            boolean practised = step(recording.toArray(String[]::new));
            if (practised
                    && step(
                            "-XX:AOTMode=create",
                            "-XX:AOTConfiguration=" + notes,
                            "-XX:AOTCache=" + made,
                            "-cp",
                            jar.toString())
                    && Files.exists(made)) {
                Files.move(made, aot, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            delete(workshop);
        }
    }

    private boolean step(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SHELL)) {
            command.addAll(List.of(SHELL.toString(), "-c", GUARD, "brood-aot-training"));
        }
        command.add(ParentJvm.java());
        command.add("-XX:+UseSerialGC");
        command.addAll(flags);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process;
        synchronized (this) {
            if (cancelled) {
                return false;
            }
            process = builder.start();
            step = process;
        }
        boolean ended = process.waitFor(MOST_SECONDS_A_STEP, TimeUnit.SECONDS);
        end(process);
        return ended && process.exitValue() == 0;
    }

    /// Ends what is under way. The next program begins anew.
    synchronized void cancel() {
        cancelled = true;
        if (step != null) {
            end(step);
        }
    }

    /// Ends a step; what it was doing ends with it, by the end of its standard input.
    private static void end(Process step) {
        try {
            step.getOutputStream().close();
        } catch (IOException _) {
            step.destroyForcibly(); // nothing was written: there is nothing to be lost
        }
        if (!Files.isExecutable(SHELL)) {
            step.destroyForcibly();
        }
    }

    /// Deletes a file, or a directory with all in it.
    static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException _) {
            return; // it is in the way of no one, and removed when it is old
        }
    }
}
