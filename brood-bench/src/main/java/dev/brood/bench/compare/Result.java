package dev.brood.bench.compare;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How a row came out.
///
/// @param row what was compared
/// @param unit of all figures but the ratio
/// @param ours our figures
/// @param theirs CPython's in the same rounds; null if it was not measured
/// @param limit what the machine allows; null if not measured
public record Result(
        Row row, String unit, Series ours, @Nullable Series theirs, @Nullable Double limit) {

    /// Returns how many times better our figures are, round by round.
    ///
    /// @return empty if CPython's side was not measured
    public Optional<Series> ratio() {
        Series other = theirs;
        if (other == null) {
            return Optional.empty();
        }
        List<Double> ratios =
                IntStream.range(0, ours.values().size())
                        .mapToObj(i ->
                                row.more()
                                        ? ours.values().get(i) / other.values().get(i)
                                        : other.values().get(i) / ours.values().get(i))
                        .toList();
        return Optional.of(new Series(ratios));
    }

    /// Returns whether the target is met, by the medians.
    ///
    /// @return empty if nothing is promised, or what it takes to tell was not measured
    public Optional<Boolean> isMet() {
        return switch (row.target()) {
            case Target.Ratio(double least) -> ratio().map(each -> each.median() >= least);
            case Target.AtMost(double most) -> Optional.of(ours.median() <= most);
            case Target.AtLeast(double least) -> Optional.of(ours.median() >= least);
            case Target.None _ -> Optional.empty();
        };
    }
}
