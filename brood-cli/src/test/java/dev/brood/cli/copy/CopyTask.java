package dev.brood.cli.copy;

import dev.brood.Task;
import dev.brood.cli.copy.file.CopyMode;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;

/// What is in a task that the copier gives to a worker.
///
/// @param mode how to copy
/// @param sources what to copy
/// @param targets where to
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CopyTask(CopyMode mode, String[] sources, String[] targets) {

    /// Looks into a task.
    ///
    /// @param task a lambda that captures the mode as a text, the sources and the targets
    public static CopyTask of(Task<?> task) throws ReflectiveOperationException {
        Method writeReplace = task.getClass().getDeclaredMethod("writeReplace");
        writeReplace.setAccessible(true);
        SerializedLambda lambda = (SerializedLambda) writeReplace.invoke(task);
        return new CopyTask(
                CopyMode.of((String) lambda.getCapturedArg(0)),
                (String[]) lambda.getCapturedArg(1),
                (String[]) lambda.getCapturedArg(2));
    }
}
