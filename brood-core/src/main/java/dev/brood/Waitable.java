package dev.brood;

/// Something that [Connection#anyReady] can wait for, together with others: a connection, a queue,
/// a child process, a listener. Nothing else implements it.
public interface Waitable {}
