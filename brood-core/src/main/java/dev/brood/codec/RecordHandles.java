package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/// Method handles to a record class.
///
/// A JVM that was told to use native accessors, so that it is fast in its first milliseconds, pays
/// for it later: 130 ns for a constructor and 100 ns for an accessor, ten times what they cost by
/// handles. Making those takes it some milliseconds, once. (Elsewhere core reflection is as fast.)
final class RecordHandles {
    /// Whether they are of use in this JVM.
    static final boolean USEFUL = Boolean.getBoolean("jdk.reflect.useNativeAccessorOnly");

    /// How many records of a class make up for making its handles.
    static final int PATIENCE = 20_000;

    private final MethodHandle constructor;
    private final MethodHandle[] accessors;

    RecordHandles(Constructor<?> constructor, Method[] accessors) throws IllegalAccessException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        this.constructor =
                lookup.unreflectConstructor(constructor)
                        .asSpreader(Object[].class, accessors.length)
                        .asType(MethodType.methodType(Object.class, Object[].class));
        this.accessors = new MethodHandle[accessors.length];
        for (int i = 0; i < accessors.length; i++) {
            this.accessors[i] =
                    lookup.unreflect(accessors[i])
                            .asType(MethodType.methodType(Object.class, Object.class));
        }
    }

    @Nullable Object get(Object owner, int index) throws Throwable {
        return (@Nullable Object) accessors[index].invokeExact(owner);
    }

    Object make(@Nullable Object[] parts) throws Throwable {
        return (Object) constructor.invokeExact(parts);
    }
}
