package dev.brood.cli.copy;

import java.nio.file.Path;

/// One source of the command line and what becomes of it.
///
/// @param source the file, link or folder
/// @param target the path of its copy
/// @param exists whether there is something at the target, which is then of a fitting kind
record Root(Path source, Path target, boolean exists) {}
