package dev.brood.codec;

import dev.brood.Action;
import dev.brood.Fn;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.io.Serializable;

/// A lambda that was decoded: the captured values, and the method that has the lambda's body, which
/// calling it calls. To Java serialization it is the lambda it stands for, and the codec sends it
/// on as it came.
abstract class DecodedLambda implements Serializable {
    private static final long serialVersionUID = 1;

    private static final @Nullable Object[] NO_ARGUMENTS = {};

    private final transient LambdaSite site;
    private final transient LambdaTarget target;
    private final transient @Nullable Object[] captured;

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
            return call(NO_ARGUMENTS);
        }
    }

    private static final class OfAction extends DecodedLambda implements Action {
        private static final long serialVersionUID = 1;

        OfAction(LambdaSite site, @Nullable Object[] captured) {
            super(site, captured);
        }

        @Override
        public void perform() throws Exception {
            call(NO_ARGUMENTS);
        }
    }

    private static final class OfFn extends DecodedLambda
            implements Fn<@Nullable Object, @Nullable Object> {
        private static final long serialVersionUID = 1;

        OfFn(LambdaSite site, @Nullable Object[] captured) {
            super(site, captured);
        }

        @Override
        public @Nullable Object apply(@Nullable Object item) throws Exception {
            return call(item);
        }
    }
}
