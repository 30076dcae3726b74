package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/// Shows how far a `map` or stream of a pool has come: a bar with rate and remaining time on a
/// terminal, a plain line now and then elsewhere.
///
/// ```java
/// List<Image> images = Progress.bar("thumbnails").map(pool, files, file -> thumbnail(file));
/// ```
///
/// ```
/// thumbnails  42% [=======>            ] 420 of 1,000  118/s  ETA 0:05
/// ```
///
/// What is shown goes to standard error, unless said otherwise. On a terminal the bar is drawn ten
/// times a second at most and replaced by one line at the end. It shows itself when results come:
/// while none comes, it stands still. One `Progress` may be used for any number of calls, one after
/// the other or at once; several bars at once on one terminal overwrite each other.
public final class Progress {
    private final String name;
    private final PrintStream out;
    private final boolean terminal;

    private Progress(String name, PrintStream out, boolean terminal) {
        this.name = Objects.requireNonNull(name, "name");
        this.out = Objects.requireNonNull(out, "out");
        this.terminal = terminal;
    }

    /// Shows a bar if the program runs on a terminal, and plain lines if not.
    ///
    /// @param name what is being done, for instance `thumbnails`
    /// @return what shows it on standard error
    public static Progress bar(String name) {
        return new Progress(name, System.err, isTerminal());
    }

    /// Shows plain lines, every few seconds and at the end.
    ///
    /// @param name what is being done
    /// @return what shows it on standard error
    public static Progress lines(String name) {
        return new Progress(name, System.err, false);
    }

    @SuppressWarnings("SystemConsoleNull") // null where the JDK's module for consoles is left out
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// Shows it elsewhere, in the same form.
    ///
    /// @param stream for instance `System.out`
    /// @return a new progress
    public Progress to(PrintStream stream) {
        return new Progress(name, stream, terminal);
    }

    /// As [TaskSubmitter#map], and shows how many items are done.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param pool who works
    /// @param items what to apply the function to
    /// @param function what to apply
    /// @return the results in the order of the items
    /// @throws InterruptedException if interrupted while waiting; the rest is cancelled
    /// @throws TaskFailedException if the function failed for an item: the first such in the order
    ///   of the items, after all have ended; further failures are suppressed in it
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    @SuppressWarnings("unchecked") // a list of Ts is one of Objects
    public <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            TaskSubmitter pool, Collection<? extends T> items, Fn<? super T, ? extends R> function)
            throws InterruptedException {
        List<T> all = (List<T>) Arrays.asList(items.toArray());
        @Nullable Object[] results = new Object[all.size()];
        List<TaskFailedException> failures = new ArrayList<>();
        ProgressLine line = line(all);
        try (Stream<Outcome<T, R>> outcomes = pool.outcomes(all, function)) {
            outcomes.forEach(outcome -> {
                line.advance();
                switch (outcome) {
                    case Outcome.Success<T, R>(long index, _, R result) ->
                            results[(int) index] = result;
                    case Outcome.Failure<T, R>(long index, _, Throwable cause) ->
                            failures.add(new TaskFailedException(index, cause));
                }
            });
        } catch (CancellationException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupted = new InterruptedException(e.getMessage());
                interrupted.initCause(e);
                throw interrupted;
            }
            throw e;
        } finally {
            line.end();
        }
        throwFirst(failures);
        return (List<R>) new ArrayList<@Nullable Object>(Arrays.asList(results));
    }

    private static void throwFirst(List<TaskFailedException> failures) {
        if (!failures.isEmpty()) {
            failures.sort(Comparator.comparingLong(TaskFailedException::index));
            TaskFailedException first = failures.getFirst();
            failures.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    /// As [TaskSubmitter#stream], and shows how many results have been read.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param pool who works
    /// @param items what to apply the function to; there is a bar if it is a collection, as the end
    ///   of others is not known
    /// @param function what to apply
    /// @return a stream to be read by one thread; closing it ends what is shown
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
            TaskSubmitter pool, Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return shown(pool.stream(items, function), line(items));
    }

    /// As [TaskSubmitter#streamUnordered], and shows how many results have been read.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param pool who works
    /// @param items what to apply the function to
    /// @param function what to apply
    /// @return a stream to be read by one thread; closing it ends what is shown
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<R> streamUnordered(
            TaskSubmitter pool, Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return shown(pool.streamUnordered(items, function), line(items));
    }

    /// As [TaskSubmitter#outcomes], and shows how many items are done.
    ///
    /// @param <T> the items
    /// @param <R> the results
    /// @param pool who works
    /// @param items what to apply the function to
    /// @param function what to apply
    /// @return a stream to be read by one thread; closing it ends what is shown
    /// @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
    public <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
            TaskSubmitter pool, Iterable<? extends T> items, Fn<? super T, ? extends R> function) {
        return shown(pool.outcomes(items, function), line(items));
    }

    private ProgressLine line(Iterable<?> items) {
        int total = items instanceof Collection<?> collection ? collection.size() : -1;
        return new ProgressLine(name, out, terminal, total);
    }

    private static <E extends @Nullable Object> Stream<E> shown(
            Stream<E> stream, ProgressLine line) {
        return stream.peek(_ -> line.advance()).onClose(line::end);
    }
}
