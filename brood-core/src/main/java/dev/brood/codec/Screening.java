package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;

/// One question to a filter, about a class or array in the compact form.
record Screening(
        @Nullable Class<?> serialClass,
        long arrayLength,
        long depth,
        long references,
        long streamBytes)
        implements ObjectInputFilter.FilterInfo {

    void ask(ObjectInputFilter filter) {
        @Nullable Status status = filter.checkInput(this);
        if (status == null || status == Status.REJECTED) {
            throw new CodecFailure(refusal(serialClass, arrayLength));
        }
    }

    static String refusal(@Nullable Class<?> type, long arrayLength) {
        String what = type == null ? "the stream's size" : "class " + type.getTypeName();
        return "the filter refuses " + what + (arrayLength < 0 ? "" : " of length " + arrayLength);
    }
}
