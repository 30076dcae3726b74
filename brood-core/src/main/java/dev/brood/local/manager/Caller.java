package dev.brood.local.manager;

import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Member;

import org.jspecify.annotations.Nullable;

/// The thread of a client on whose behalf the server carries out a call; two are equal if they are
/// the same thread.
///
/// @param client its connection; null for the server itself
/// @param thread its number in its process
record Caller(@Nullable Session client, long thread) {
    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    /// Returns who has made the call that this thread carries out.
    static Caller current() {
        Caller current = CURRENT.get();
        return current != null ? current : new Caller(null, Thread.currentThread().threadId());
    }

    static void set(@Nullable Caller caller) {
        if (caller == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(caller);
        }
    }

    /// Returns whether its process has died or left.
    boolean isGone() {
        return client != null && client.isGone();
    }

    long pid() {
        return client == null ? ThisProcess.pid() : client.peer().pid();
    }

    String process() {
        return client == null ? "the server" : client.peer().name();
    }

    /// A client's process.
    ///
    /// @param pid its process id
    /// @param name its name
    record Peer(long pid, String name) {
        static Peer of(Member member) {
            return new Peer(member.pid(), member.name());
        }
    }
}
