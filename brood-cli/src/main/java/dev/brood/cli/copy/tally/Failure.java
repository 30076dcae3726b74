package dev.brood.cli.copy.tally;

/// A file or folder that was not copied.
///
/// @param path the source, or what is in its way in the destination, safe to print
/// @param reason why
public record Failure(String path, String reason) {}
