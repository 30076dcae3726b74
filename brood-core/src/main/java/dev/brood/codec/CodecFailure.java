package dev.brood.codec;

import dev.brood.DecodingException;
import dev.brood.EncodingException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

/// What goes wrong inside the codec, on its way out: each value it passes on the way adds the step
/// that leads from that value to the broken part. So paths cost nothing until something fails.
///
/// At the codec's edge it becomes an [EncodingException] or a [DecodingException].
final class CodecFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_FIRST = 8;
    private static final int SHOWN_LAST = 4;

    private final transient ArrayDeque<String> path = new ArrayDeque<>();

    /// Has no stack trace of its own: what becomes of it has one, and so has its cause.
    CodecFailure(String reason, @Nullable Throwable cause) {
        super(reason, cause, false, false);
    }

    CodecFailure(String reason) {
        this(reason, null);
    }

    /// Turns whatever was thrown into a failure. A JVM that is out of memory or broken is nobody's
    /// encoding problem, so those errors pass: they are thrown on.
    static CodecFailure of(Throwable thrown) {
        if (thrown instanceof CodecFailure failure) {
            return failure;
        }
        if (thrown instanceof StackOverflowError) {
            return new CodecFailure("nested too deeply for the stack of this thread", thrown);
        }
        if (thrown instanceof VirtualMachineError broken) {
            throw broken;
        }
        return new CodecFailure(Describe.throwable(thrown), thrown);
    }

    /// Blames what was thrown on user code; errors of the JVM pass.
    static CodecFailure by(String culprit, @Nullable Throwable thrown) {
        if (thrown instanceof VirtualMachineError) {
            return of(thrown);
        }
        return new CodecFailure(culprit + " threw " + Describe.throwable(thrown), thrown);
    }

    /// Adds a step in front of the path, after turning what was thrown into a failure.
    static CodecFailure at(Throwable thrown, String step) {
        CodecFailure failure = of(thrown);
        failure.path.addFirst(step);
        return failure;
    }

    CodecFailure below(List<String> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            path.addFirst(steps.get(i));
        }
        return this;
    }

    EncodingException encoding(String what) {
        return new EncodingException(describe(what), getCause());
    }

    DecodingException decoding(String what) {
        return new DecodingException(describe(what), getCause());
    }

    private String describe(String what) {
        StringBuilder text = new StringBuilder(what);
        int hidden = path.size() - SHOWN_FIRST - SHOWN_LAST;
        int index = 0;
        for (Iterator<String> steps = path.iterator(); steps.hasNext(); index++) {
            String step = steps.next();
            if (hidden <= 1 || index < SHOWN_FIRST || index >= SHOWN_FIRST + hidden) {
                text.append(" → ").append(step);
            } else if (index == SHOWN_FIRST) {
                text.append(" → … ").append(hidden).append(" more …");
            }
        }
        return text.append(" → ").append(getMessage()).toString();
    }
}
