package dev.brood.codec;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.List;

/// Whatever is serializable and has no form of its own: the next object in the message's part in
/// Java serialization.
final class JdkForm extends Form {
    @Override
    boolean compact() {
        return false;
    }

    @Override
    void write(Encoder out, Object value) {
        out.bytes().put(Tag.JDK);
        out.deeper();
        try {
            out.jdk().writeObject(value);
        } catch (NotSerializableException e) {
            throw notSerializable(value, e);
        } catch (InvalidClassException e) {
            throw new CodecFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CodecFailure(
                    value.getClass().getName() + " won't be written: " + Describe.throwable(e), e);
        } catch (CodecFailure e) {
            throw e.below(pathToFailed(out, value));
        }
        out.end();
    }

    private static CodecFailure notSerializable(Object value, NotSerializableException thrown) {
        String name = String.valueOf(thrown.getMessage());
        Culprit culprit =
                Culprit.find(
                        value,
                        it ->
                                !(it instanceof Serializable)
                                        && it.getClass().getName().equals(name));
        return culprit == null
                ? new CodecFailure(name + " is not serializable", thrown)
                : new CodecFailure(Refusal.reason(culprit.object().getClass()), thrown)
                        .below(culprit.path());
    }

    /// Returns the path to the object in the compact form that could not be written, within a value
    /// in Java serialization.
    private static List<String> pathToFailed(Encoder out, Object value) {
        Object failed = out.takeFailed();
        Culprit culprit = failed == null ? null : Culprit.find(value, it -> is(it, failed));
        return culprit == null ? List.of() : culprit.path();
    }

    @SuppressWarnings("ReferenceEquality") // an equal object need not have failed
    private static boolean is(Object object, Object failed) {
        return object == failed
                || (failed instanceof SerializedLambda lambda
                        && Forms.of(object.getClass()) instanceof LambdaForm form
                        && form.describes(object, lambda));
    }
}
