package dev.brood.local.pool;

/// Where a task was when its time was over: the stack trace of its thread, as the cause of the
/// [dev.brood.TaskTimeoutException].
final class Whereabouts extends Exception {
    private static final long serialVersionUID = 1;

    Whereabouts() {
        super("where the task was when its time was over", null, false, true);
    }
}
