package dev.brood.cli.progress;

/// How fast it goes, at one moment.
///
/// @param bytesPerSecond a moving average
/// @param secondsLeft until the end if it goes on so, or -1 while that can't be told
public record Pace(double bytesPerSecond, long secondsLeft) {}
