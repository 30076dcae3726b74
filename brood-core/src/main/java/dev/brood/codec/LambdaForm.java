package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/// The serializable lambdas of one class of them, which is to say of one call site.
///
/// What can be said of the site is said once. Each lambda is asked for what it captured by the
/// method `writeReplace` that every serializable lambda has, for Java serialization.
final class LambdaForm extends Form {
    private final Class<?> type;
    private final @Nullable Method writeReplace;

    // Made by the first lambda that is written; made twice at worst.
    private @Nullable LambdaSite site;

    LambdaForm(Class<?> type) {
        this.type = type;
        this.writeReplace = writeReplace(type);
    }

    private static @Nullable Method writeReplace(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            return method;
        } catch (InaccessibleObjectException e) {
            return null; // its module does not open the package to us
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " is no serializable lambda", e);
        }
    }

    /// Returns where lambdas of this class come from, if one was written before.
    @Nullable LambdaSite site() {
        return site;
    }

    @Override
    void write(Encoder out, Object lambda) {
        if (!out.begin(lambda, Tag.LAMBDA)) {
            return;
        }
        LambdaSite known = site;
        SerializedLambda form = null;
        if (known == null) {
            form = form(lambda);
            known = LambdaSite.of(form, type.getInterfaces());
            site = known;
        }
        out.descriptor(known);
        if (known.captured() > 0) {
            writeCaptured(out, known, form == null ? form(lambda) : form, type.getClassLoader());
        }
        out.end();
    }

    /// Tells whether a lambda is what a description describes.
    boolean describes(Object lambda, SerializedLambda other) {
        SerializedLambda form = form(lambda);
        return form.getImplMethodName().equals(other.getImplMethodName())
                && form.getImplClass().equals(other.getImplClass());
    }

    private SerializedLambda form(Object lambda) {
        if (writeReplace == null) {
            return LambdaStreams.form(lambda);
        }
        try {
            if (writeReplace.invoke(lambda) instanceof SerializedLambda form) {
                return form;
            }
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new CodecFailure("lambda " + type.getName() + " won't be written: " + e, e);
        }
        throw new CodecFailure("class " + type.getName() + " is no lambda of the JDK's");
    }

    /// Writes a lambda that Java serialization came upon, of which only this is known.
    static void write(Encoder out, SerializedLambda form, @Nullable ClassLoader loader) {
        if (out.begin(form, Tag.LAMBDA)) {
            LambdaSite site = LambdaSite.of(form);
            out.descriptor(site);
            writeCaptured(out, site, form, loader);
            out.end();
        }
    }

    private static void writeCaptured(
            Encoder out, LambdaSite site, SerializedLambda form, @Nullable ClassLoader loader) {
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            writeCaptured(out, site, i, form.getCapturedArg(i), loader);
        }
    }

    private static void writeCaptured(
            Encoder out,
            LambdaSite site,
            int index,
            @Nullable Object value,
            @Nullable ClassLoader loader) {
        try {
            out.write(value);
        } catch (RuntimeException | Error e) {
            String step = CapturedNames.step(site, index, value, loader);
            boolean refused = value != null && Forms.of(value.getClass()) instanceof Refusal;
            throw CodecFailure.at(refused && step.equals(CapturedNames.THIS) ? hint(e) : e, step);
        }
    }

    private static CodecFailure hint(Throwable refusal) {
        return new CodecFailure(
                refusal.getMessage()
                        + ": the lambda uses a field or method of it; copy what it needs to a local"
                        + " variable, or make the method static");
    }

    static Object read(Decoder in) {
        int number = in.reserve();
        if (!(in.descriptor() instanceof LambdaSite site)) {
            throw new CodecFailure("damaged bytes: something else where a lambda is described");
        }
        if (site.captured() > in.bytes().remaining()) {
            throw new CodecFailure("damaged bytes: a lambda that captures more than there is");
        }
        LambdaTarget target = site.target();
        @Nullable Object[] captured = new @Nullable Object[site.captured()];
        if (!target.isCallable()) {
            readCaptured(site, captured, in);
            return in.make(target, number, captured);
        }
        Object lambda = DecodedLambda.of(site, captured);
        in.number(number, lambda);
        readCaptured(site, captured, in);
        target.check(captured);
        for (int i = 0; i < captured.length; i++) {
            if (captured[i] instanceof Pending pending) {
                ObjectArrays.putAtLast(captured, i, pending, in);
            }
        }
        return lambda;
    }

    private static void readCaptured(LambdaSite site, @Nullable Object[] captured, Decoder in) {
        int index = 0;
        in.deeper();
        try {
            for (; index < captured.length; index++) {
                captured[index] = in.read();
            }
        } catch (RuntimeException | Error e) {
            @Nullable ClassLoader loader = site.target().capturing().getClassLoader();
            throw CodecFailure.at(e, CapturedNames.step(site, index, null, loader));
        }
        in.end();
    }

    /// Lambdas that were decoded, on their way to somewhere else.
    static final class OfDecoded extends Form {
        @Override
        void write(Encoder out, Object value) {
            DecodedLambda lambda = (DecodedLambda) value;
            if (!out.begin(lambda, Tag.LAMBDA)) {
                return;
            }
            LambdaSite site = lambda.site();
            out.descriptor(site);
            @Nullable Object[] captured = lambda.captured();
            ClassLoader loader = site.target().capturing().getClassLoader();
            for (int i = 0; i < captured.length; i++) {
                writeCaptured(out, site, i, captured[i], loader);
            }
            out.end();
        }
    }
}
