package dev.brood.local.manager;

import dev.brood.Connection;

import java.io.Serializable;

/// What a client puts through a manager's door: who it is, and the server's end of a pipe.
///
/// @param end from which the server reads calls
/// @param pid the client's process
/// @param name its name
record Hello(Connection end, long pid, String name) implements Serializable {}
