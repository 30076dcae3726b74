package dev.brood.local.process;

import dev.brood.Output;
import dev.brood.ProcessOptions;
import dev.brood.ProcessStartException;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Starts JVMs, all from one thread, which lives as long as they do: what the kernel does to a
/// child when its parent dies (see [dev.brood.local.os.OperatingSystem#dieWithParent]) it does when
/// the *thread* dies that started it.
final class Launcher {
    private final Tree tree;
    private final AotCache aot;
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("brood-launcher").factory());
    private AotCache.@Nullable Found cache; // of the thread
    private boolean cacheKnown; // of the thread

    Launcher(Tree tree, AotCache aot) {
        this.tree = tree;
        this.aot = aot;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// A started JVM.
    ///
    /// @param process the process
    /// @param slot its entry in the roster
    /// @param command how it was started, for messages
    record Started(Process process, int slot, List<String> command) {}

    /// Starts a JVM, enters it in the roster and tells it where it belongs.
    ///
    /// @param preload what it will probably need
    /// @param rehearsal for practice, if it is to be a spare; empty if its orders follow
    /// @throws ProcessStartException if it can't be started; nothing is left of it
    CompletableFuture<Started> launch(
            String name, ProcessOptions options, Preload preload, byte[] rehearsal) {
        CompletableFuture<Started> started = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    started.complete(start(name, options, preload, rehearsal));
                } catch (Throwable e) {
                    started.completeExceptionally(e);
                }
            });
            return started;
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new ProcessStartException(
                            "cannot start '%s': %s is closed".formatted(name, tree), e));
        }
    }

    /// Runs something on the thread that starts JVMs, unless it has ended by then.
    ///
    /// @param delay when
    /// @param action what; it does not block
    void later(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> _ = thread.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            return; // it is closed: nothing is to be started any more
        }
    }

    private Started start(String name, ProcessOptions options, Preload preload, byte[] rehearsal) {
        Path directory = options.directory();
        if (directory != null && !Files.isDirectory(directory)) {
            throw new ProcessStartException(
                    "cannot start '%s': its directory %s does not exist"
                            .formatted(name, directory.toAbsolutePath()),
                    null);
        }
        if (!cacheKnown || cache == null || cache.aot() == null) {
            cache = cacheKnown ? aot.again(cache) : aot.find();
            cacheKnown = true;
        }
        List<String> command = JvmCommand.of(options, tree, cache);
        int slot = tree.roster().reserve(name);
        Process process;
        try {
            process = builder(command, options).start();
        } catch (IOException e) {
            tree.roster().cancel(slot);
            throw new ProcessStartException(
                    "cannot start '%s': %s".formatted(name, e.getMessage()), e);
        }
        try {
            tree.roster().enter(slot, process.pid());
            Boot boot =
                    new Boot(
                            tree.directory().path().toString(),
                            slot,
                            tree.pid(),
                            ThisProcess.name(),
                            rehearsal.length == 0,
                            preload,
                            rehearsal);
            Orders.send(process.getOutputStream(), Orders.frame(Orders.BOOT, boot::writeTo));
        } catch (IOException _) {
            // It has ended already: whoever watches it says how.
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
        return new Started(process, slot, command);
    }

    private static ProcessBuilder builder(List<String> command, ProcessOptions options) {
        ProcessBuilder builder = new ProcessBuilder(command);
        // What they hold is among the flags already.
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(options.environment());
        if (options.directory() != null) {
            builder.directory(options.directory().toFile());
        }
        Output stdout = options.stdout();
        Output stderr = options.stderr();
        return builder.redirectOutput(OutputPump.redirect(stdout, System.out, false))
                .redirectError(OutputPump.redirect(stderr, System.err, true));
    }

    /// Ends the thread, when there are no children any more.
    void close() {
        thread.shutdown();
    }
}
