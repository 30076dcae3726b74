package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

/// One thing that was left behind.
///
/// @param kind what it is
/// @param description what a person needs to find its origin, one or more lines
record Leftover(Kind kind, String description) {}
