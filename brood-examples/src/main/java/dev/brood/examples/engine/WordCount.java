package dev.brood.examples.engine;

import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ProcessPool;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Counts the words of all texts of a folder: a process puts the files into a queue, the workers of
/// a pool take them from there, and all add up their lines in one counter.
///
/// The tutorials' pool, queue and counter in one program. Its first argument is the engine: with
/// `local:own` there are child JVMs, with `threads:own` all of it are threads of this one, where a
/// debugger sees everything. That is the only difference, and it prints the same.
final class WordCount {
    private static final Pattern WORD = Pattern.compile("\\p{Alpha}{4,}");
    private static final int WORKERS = 3;
    private static final int MOST_SHOWN = 5;

    static void main(String[] args) throws Exception {
        String engine = args.length > 0 ? args[0] : "local:own";
        Path folder = Path.of(args.length > 1 ? args[1] : "docs");
        try (Brood brood = Brood.open(URI.create(engine))) { // the one line
            count(brood, files(folder));
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
        }
    }

    private static void count(Brood brood, List<String> files) throws Exception {
        SharedQueue<String> queue = brood.queue(10);
        SharedLong lines = brood.sharedLong(0);
        ChildProcess writer = brood.start(() -> write(files, queue));
        Map<String, Integer> all = new TreeMap<>();
        try (ProcessPool pool = brood.pool(WORKERS)) {
            List<CompletableFuture<Map<String, Integer>>> parts = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                parts.add(pool.submit(() -> read(queue, lines)));
            }
            for (CompletableFuture<Map<String, Integer>> part : parts) {
                part.get().forEach((word, times) -> all.merge(word, times, Integer::sum));
            }
        }
        writer.join();
        IO.println("%d files, %d lines".formatted(files.size(), lines.get()));
        all.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_SHOWN)
                .forEach(each -> IO.println("%5d %s".formatted(each.getValue(), each.getKey())));
    }

    private static void write(List<String> files, SharedQueue<String> queue)
            throws InterruptedException {
        for (String file : files) {
            queue.put(file);
        }
        queue.close(); // what is in it can still be taken
    }

    private static Map<String, Integer> read(SharedQueue<String> queue, SharedLong lines)
            throws InterruptedException {
        Map<String, Integer> words = new TreeMap<>();
        try {
            while (true) {
                String text = text(queue.take());
                lines.addAndGet(text.lines().count());
                WORD.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .forEach(word ->
                                words.merge(word.toLowerCase(Locale.ROOT), 1, Integer::sum));
            }
        } catch (ClosedException _) {
            return words; // it is closed, and empty
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
