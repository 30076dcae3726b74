package dev.brood.bench.cases;

import dev.brood.Brood;

/// What a case is measured with.
///
/// @param brood where
/// @param scale what to multiply numbers of operations by: less than 1 for a quick look
/// @param argument of a case that has one, such as the size of its messages; else 0
public record Setup(Brood brood, double scale, long argument) {
    /// Returns how often to do something.
    ///
    /// @param usually how often at the scale of 1
    /// @return at least 2
    int count(int usually) {
        return Math.max(2, (int) (usually * scale));
    }
}
