package dev.brood.cli.copy.file;

/// What a worker must know to copy a file.
///
/// @param followLinks whether a symbolic link stands for what it leads to
/// @param verify whether a copy is compared with its source before it gets its name
/// @param ownersKept whether the system lets this user give files to their sources' owners, so that
///   nobody need look whether it did
/// @param token what the run's temporary names have in common
public record CopyMode(boolean followLinks, boolean verify, boolean ownersKept, String token) {}
