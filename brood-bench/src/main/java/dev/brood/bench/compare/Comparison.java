package dev.brood.bench.compare;

import dev.brood.bench.side.Measured;
import dev.brood.bench.side.Side;
import dev.brood.bench.side.SideException;
import dev.brood.bench.side.Sides;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Measures rows. All sides of a case are set up first and then take turns, round by round, each at
/// rest while the other works; so what else the machine does hits them alike.
public final class Comparison {
    private static final long SETTLE_MILLIS = 700;

    private final Sides sides;
    private final int rounds;
    private final double scale;
    private final Observer observer;
    private int done;
    private int steps;

    /// Makes one.
    ///
    /// @param sides starts the programs
    /// @param rounds how many samples to take
    /// @param scale what to multiply numbers of operations by
    /// @param observer is told how it goes
    public Comparison(Sides sides, int rounds, double scale, Observer observer) {
        this.sides = sides;
        this.rounds = rounds;
        this.scale = scale;
        this.observer = observer;
    }

    /// Measures.
    ///
    /// @param rows what
    /// @return how they came out, in the same order, without those that failed
    /// @throws IOException if a side can't be started
    /// @throws InterruptedException if interrupted
    public List<Result> run(List<Row> rows) throws IOException, InterruptedException {
        Set<String> benches = new LinkedHashSet<>();
        rows.forEach(row -> benches.add(row.bench()));
        Set<String> limits = new LinkedHashSet<>();
        rows.stream().map(Row::limit).forEach(each -> add(limits, each));
        limits.removeAll(benches);
        steps = (benches.size() + limits.size()) * (rounds + 1);
        Map<Key, Map<String, Readings>> measured = new HashMap<>();
        for (String bench : benches) {
            List<Row> own = rows.stream().filter(row -> row.bench().equals(bench)).toList();
            measure(bench, keys(own), measured);
        }
        for (String bench : limits) {
            measure(bench, Set.of(new Key(bench, true, "warm")), measured);
        }
        List<Result> results = new ArrayList<>();
        for (Row row : rows) {
            Result result = result(row, measured);
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    private static void add(Set<String> benches, Row.@Nullable Limit limit) {
        if (limit != null) {
            benches.add(limit.bench());
        }
    }

    /// A side of a case.
    private record Key(String bench, boolean ours, String variant) {}

    /// What a metric was, round by round.
    private record Readings(String unit, List<Double> medians) {}

    private Set<Key> keys(List<Row> rows) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Row row : rows) {
            keys.add(new Key(row.bench(), true, row.variant()));
            if (row.theirs() != null && sides.python().isPresent()) {
                keys.add(new Key(row.bench(), false, row.theirs().method()));
            }
        }
        return keys;
    }

    private void measure(String bench, Set<Key> keys, Map<Key, Map<String, Readings>> measured)
            throws IOException, InterruptedException {
        int before = done;
        Map<Key, Side> open = new LinkedHashMap<>();
        try {
            observer.step(bench + ": warming up", done++, steps);
            for (Key key : keys) {
                Side side = key.ours ? sides.ours(key.variant) : sides.theirs();
                open.put(key, side);
                side.open(bench, key.variant, scale, 0);
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS); // spares boot in the background
            Map<Key, Map<String, Readings>> readings = new HashMap<>();
            for (int round = 1; round <= rounds; round++) {
                observer.step("%s: round %d of %d".formatted(bench, round, rounds), done++, steps);
                sample(open, round, readings);
            }
            for (Side side : open.values()) {
                side.end();
            }
            measured.putAll(readings);
        } catch (SideException e) {
            observer.failed(bench, String.valueOf(e.getMessage()));
        } finally {
            done = before + rounds + 1;
            open.values().forEach(Side::close);
        }
    }

    private static void sample(
            Map<Key, Side> open, int round, Map<Key, Map<String, Readings>> readings)
            throws SideException, InterruptedException {
        List<Map.Entry<Key, Side>> order = new ArrayList<>(open.entrySet());
        if (round % 2 == 0) {
            Collections.reverse(order); // so that neither is always the first
        }
        for (Map.Entry<Key, Side> each : order) {
            Map<String, Readings> own =
                    readings.computeIfAbsent(each.getKey(), _ -> new HashMap<>());
            for (Map.Entry<String, Measured> sample : each.getValue().sample().entrySet()) {
                Measured value = sample.getValue();
                own.computeIfAbsent(
                                sample.getKey(), _ -> new Readings(value.unit(), new ArrayList<>()))
                        .medians()
                        .add(Series.median(value.values()));
            }
        }
    }

    private @Nullable Result result(Row row, Map<Key, Map<String, Readings>> measured) {
        Key key = new Key(row.bench(), true, row.variant());
        Readings ours = measured.getOrDefault(key, Map.of()).get(row.metric());
        if (ours == null) {
            if (measured.containsKey(key)) {
                observer.failed(row.bench(), "our side told nothing of " + row.metric());
            }
            return null;
        }
        return new Result(
                row,
                ours.unit,
                new Series(List.copyOf(ours.medians)),
                theirs(row, ours.unit, measured),
                limit(row, ours.unit, measured));
    }

    private @Nullable Series theirs(
            Row row, String unit, Map<Key, Map<String, Readings>> measured) {
        Row.Theirs theirs = row.theirs();
        if (theirs == null || sides.python().isEmpty()) {
            return null;
        }
        Key key = new Key(row.bench(), false, theirs.method());
        Readings found = measured.getOrDefault(key, Map.of()).get(theirs.metric());
        if (found == null || !found.unit.equals(unit)) {
            observer.failed(row.bench(), "CPython's side told nothing of " + theirs.metric());
            return null;
        }
        return new Series(List.copyOf(found.medians));
    }

    private static @Nullable Double limit(
            Row row, String unit, Map<Key, Map<String, Readings>> measured) {
        Row.Limit limit = row.limit();
        if (limit == null) {
            return null;
        }
        Readings found =
                measured.getOrDefault(new Key(limit.bench(), true, "warm"), Map.of())
                        .get(limit.metric());
        return found == null || !found.unit.equals(unit)
                ? null
                : limit.factor() * Series.median(found.medians);
    }
}
