package dev.brood.local.net;

import org.jspecify.annotations.Nullable;

/// How a link has ended.
///
/// @param here whether it was closed by this process
/// @param text what happened, as a sentence about the link
/// @param cause why, if something was thrown
record End(boolean here, String text, @Nullable Throwable cause) {}
