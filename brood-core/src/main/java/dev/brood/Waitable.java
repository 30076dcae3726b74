package dev.brood;

/// Something that [Connection#anyReady] can wait for, together with others: a connection, a queue,
/// a child process. Nothing else implements it.
public interface Waitable {}
