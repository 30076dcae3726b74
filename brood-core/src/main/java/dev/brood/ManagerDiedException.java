package dev.brood;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// The failure of a call of a managed object whose server process died: killed by a signal, out of
/// memory, crashed in native code, or ended by `System.exit`. Whether the call was carried out
/// before is not known. All objects of that manager are gone; a new manager has to be made.
public final class ManagerDiedException extends BroodException {
    private final String manager;
    private final long pid;
    private final transient @Nullable ExitStatus exitStatus;

    /// Makes the failure of one call.
    ///
    /// @param manager the manager's name
    /// @param pid the server's process id
    /// @param exitStatus how it ended; null if that is not known in this process
    public ManagerDiedException(String manager, long pid, @Nullable ExitStatus exitStatus) {
        super(
                "the server of manager '%s' (pid %d) %s; its objects are gone with it"
                        .formatted(
                                manager, pid, exitStatus == null ? "died" : exitStatus.describe()));
        this.manager = manager;
        this.pid = pid;
        this.exitStatus = exitStatus;
    }

    /// Returns the name of the manager.
    ///
    /// @return a name such as `manager-1`
    public String manager() {
        return manager;
    }

    /// Returns the process id the server had.
    ///
    /// @return a process id, no longer in use or not this server's any more
    public long pid() {
        return pid;
    }

    /// Returns how the server ended.
    ///
    /// @return its exit code or the signal that killed it; empty in processes that have not started
    ///   it, which can't know
    public Optional<ExitStatus> exitStatus() {
        return Optional.ofNullable(exitStatus);
    }
}
