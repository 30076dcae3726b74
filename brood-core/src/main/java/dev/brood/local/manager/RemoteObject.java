package dev.brood.local.manager;

import java.util.List;

/// What stands for a proxy between programs, where the two ends of a wire agree what it means.
///
/// @param object its number
/// @param faces its interfaces; none from a client, as the server knows them
record RemoteObject(long object, List<String> faces) {}
