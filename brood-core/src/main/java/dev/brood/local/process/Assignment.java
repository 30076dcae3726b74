package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;

import java.util.concurrent.atomic.AtomicInteger;

/// What a child is to be and to do, as far as its process object says it, and the rest as children
/// of all kinds have it.
///
/// @param task an action, or a process object whose `run` is to be called
/// @param identity which child of which child it is, such as `2:1`
/// @param options as given, with its name and whether it is a daemon
public record Assignment(Object task, String identity, ProcessOptions options) {

    /// Reads a process object.
    ///
    /// @param process to be started
    /// @param number the last child of this process that was started
    /// @return what the child is to be
    /// @throws IllegalStateException if it was started before, or has nothing to do
    public static Assignment of(ChildProcess process, AtomicInteger number) {
        if (process.state() != ChildProcess.State.NEW) {
            throw new IllegalStateException(process + " was started before; make a new object");
        }
        Object task = task(process);
        String own = ThisProcess.identity();
        int which = number.incrementAndGet();
        String identity = own.isEmpty() ? Integer.toString(which) : own + ":" + which;
        ProcessOptions options = process.options();
        return new Assignment(
                task,
                identity,
                options.withName(name(process, identity)).withDaemon(isDaemon(options)));
    }

    private static Object task(ChildProcess process) {
        if (process.getClass() != ChildProcess.class) {
            return process;
        }
        Object action = process.action();
        if (action == null) {
            throw new IllegalStateException(
                    "a ChildProcess without an action must be of a subclass that overrides run()");
        }
        return action;
    }

    private static String name(ChildProcess process, String identity) {
        String given = process.options().name();
        if (given != null) {
            return given;
        }
        String kind = process.getClass().getSimpleName();
        boolean ordinary = process.getClass() == ChildProcess.class || kind.isEmpty();
        return (ordinary ? "Process" : kind) + "-" + identity;
    }

    private static boolean isDaemon(ProcessOptions options) {
        Boolean given = options.daemon();
        return given != null ? given : ThisProcess.isDaemon();
    }

    /// Returns its name.
    ///
    /// @return the name given, or the default
    public String name() {
        String name = options.name();
        return name == null ? "Process-" + identity : name;
    }

    /// Returns whether it is ended with its parent rather than keeping it alive.
    ///
    /// @return the flag given, or that of this process
    public boolean isDaemon() {
        return Boolean.TRUE.equals(options.daemon());
    }
}
