package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The throwables that one throwable refers to, while the message is written that contains it
/// alone.
@SuppressWarnings("ReferenceEquality") // equal throwables are not the same throwable
final class ThrowableParts {
    private static final StackTraceElement[] NO_STACK = {};

    private final Throwable root;
    private final List<Throwable> enclosing;
    private final boolean last;
    private final List<Throwable> parts = new ArrayList<>();
    private final @Nullable Throwable cause;
    private final Throwable[] suppressed;
    private boolean stackPending;
    private boolean suppressedPending;

    /// @param enclosing the throwables that are being written, this one the last
    /// @param last whether this one is to be the last of a long chain
    ThrowableParts(
            Throwable root, StackTraceElement[] stack, List<Throwable> enclosing, boolean last) {
        this.root = root;
        this.enclosing = enclosing;
        this.last = last;
        cause = last ? null : Describe.cause(root);
        suppressed = last ? new Throwable[0] : root.getSuppressed();
        stackPending = stack.length > 0;
        suppressedPending = suppressed.length > 0;
        if (cause != null) {
            parts.add(cause);
        }
        parts.addAll(List.of(suppressed));
    }

    boolean isRoot(Object object) {
        return object == root;
    }

    boolean hasCause() {
        return cause != null;
    }

    int suppressedCount() {
        return suppressed.length;
    }

    int size() {
        return parts.size();
    }

    Throwable get(int index) {
        return parts.get(index);
    }

    /// Returns the number of a throwable that the message refers to, or -1 if it does without.
    int number(Throwable part) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) == part) {
                return i;
            }
        }
        if (last || isEnclosing(part)) {
            return -1;
        }
        parts.add(part);
        return parts.size() - 1;
    }

    /// Forgets those that only the message would have referred to.
    void dropOthers() {
        int kept = (cause == null ? 0 : 1) + suppressed.length;
        while (parts.size() > kept) {
            parts.removeLast();
        }
    }

    /// Tells whether a field's value is replaced here, before all other rules.
    boolean replaces(Object object) {
        return (object instanceof Throwable part && !isRoot(part) && isEnclosing(part))
                || (stackPending && object instanceof StackTraceElement[])
                || (suppressedPending && object instanceof ArrayList<?> list && isSuppressed(list));
    }

    /// Returns what is written instead.
    @Nullable Object replacement(Object object) {
        if (object instanceof StackTraceElement[]) {
            // The first such array is Throwable's own: its fields come before those of subclasses.
            stackPending = false;
            return NO_STACK;
        }
        if (object instanceof ArrayList<?>) {
            suppressedPending = false;
            return new ArrayList<>(0);
        }
        // A throwable whose cause encloses it says that it has none yet, and is given it
        // afterwards.
        return object == cause ? root : null;
    }

    private boolean isEnclosing(Throwable part) {
        for (Throwable other : enclosing) {
            if (other == part) {
                return true;
            }
        }
        return false;
    }

    private boolean isSuppressed(List<?> list) {
        if (list.size() != suppressed.length) {
            return false;
        }
        for (int i = 0; i < suppressed.length; i++) {
            if (list.get(i) != suppressed[i]) {
                return false;
            }
        }
        return true;
    }
}
