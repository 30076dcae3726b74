package dev.brood.codec;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.io.Serializable;

/// A lambda that was decoded: the captured values, and the method that has the lambda's body.
///
/// Calling it calls that method by reflection. When it has been called so often that making the
/// real lambda pays, it does that, once, and passes calls on. To Java serialization it is the
/// lambda it stands for, and the codec sends it on as it came.
abstract class DecodedLambda implements Serializable {
    private static final long serialVersionUID = 1;

    /// A call by reflection costs 20 ns more than one of the real lambda; in a JVM that was told to
    /// use native accessors, as young children are, 100 ns, and 900 while not compiled. Making the
    /// lambda costs 20 to 500 µs, and 30 ms if it is the first of a JVM.
    private static final int PATIENCE = 2000;

    private static final @Nullable Object[] NO_ARGUMENTS = {};

    private final transient LambdaSite site;
    private final transient LambdaTarget target;
    private final transient @Nullable Object[] captured;

    // Two threads may both make the real lambda, and a count may be lost: neither matters.
    private transient int calls;
    private transient @Nullable Object real;

    private DecodedLambda(LambdaSite site, @Nullable Object[] captured) {
        this.site = site;
        this.target = site.target();
        this.captured = captured;
    }

    /// Makes one for a site whose target is callable.
    ///
    /// @param captured is kept, and may be filled later
    static DecodedLambda of(LambdaSite site, @Nullable Object[] captured) {
        return switch (site.face()) {
            case LambdaSite.TASK -> new OfTask(site, captured);
            case LambdaSite.ACTION -> new OfAction(site, captured);
            default -> new OfFn(site, captured);
        };
    }

    final LambdaSite site() {
        return site;
    }

    final @Nullable Object[] captured() {
        return captured;
    }

    /// Returns the real lambda if it is time to use it.
    final @Nullable Object real() {
        if (real == null && calls++ >= PATIENCE) {
            try {
                real = target.make(captured);
            } catch (CodecFailure e) {
                calls = Integer.MIN_VALUE; // reflection goes on working
            }
        }
        return real;
    }

    final @Nullable Object call(@Nullable Object... arguments) throws Exception {
        try {
            return target.call(captured, arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            DecodedLambda.<RuntimeException>pass(e);
            return null;
        }
    }

    /// Lets a throwable that is neither exception nor error pass, as the real lambda would.
    @SuppressWarnings("unchecked") // not checked: that lets it pass
    private static <E extends Throwable> void pass(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Serial
    final Object writeReplace() {
        return site.form(target.capturing(), captured);
    }

    @Override
    public String toString() {
        return "decoded lambda " + site;
    }

    private static final class OfTask extends DecodedLambda implements Task<@Nullable Object> {
        private static final long serialVersionUID = 1;

        OfTask(LambdaSite site, @Nullable Object[] captured) {
            super(site, captured);
        }

        @Override
        public @Nullable Object call() throws Exception {
            return real() instanceof Task<?> lambda ? lambda.call() : call(NO_ARGUMENTS);
        }
    }

    private static final class OfAction extends DecodedLambda implements Action {
        private static final long serialVersionUID = 1;

        OfAction(LambdaSite site, @Nullable Object[] captured) {
            super(site, captured);
        }

        @Override
        public void perform() throws Exception {
            if (real() instanceof Action lambda) {
                lambda.perform();
            } else {
                call(NO_ARGUMENTS);
            }
        }
    }

    private static final class OfFn extends DecodedLambda
            implements Fn<@Nullable Object, @Nullable Object> {
        private static final long serialVersionUID = 1;

        OfFn(LambdaSite site, @Nullable Object[] captured) {
            super(site, captured);
        }

        @Override
        @SuppressWarnings("unchecked") // the interface promises no more than this class does
        public @Nullable Object apply(@Nullable Object item) throws Exception {
            return real() instanceof Fn<?, ?> lambda
                    ? ((Fn<@Nullable Object, @Nullable Object>) lambda).apply(item)
                    : call(item);
        }
    }
}
