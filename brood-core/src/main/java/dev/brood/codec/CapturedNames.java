package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.attribute.LocalVariableTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.Optional;

/// Finds what a captured value is called in the source, for error messages.
///
/// A lambda itself does not know; but the method with its body takes what is captured as its first
/// parameters, and debug information names those. It is read from the class file, on failure only.
final class CapturedNames {
    /// The step to the object around a lambda.
    static final String THIS = "captured 'this'";

    private CapturedNames() {}

    /// Names the step to a captured value: `captured 'connection'`, or `captured #1
    /// (com.example.Session)` if the class was compiled without debug information.
    ///
    /// @param loader of the class that captures
    static String step(
            LambdaSite site, int index, @Nullable Object value, @Nullable ClassLoader loader) {
        String name = name(site, index, loader);
        if (name != null) {
            return "captured '" + name + "'";
        }
        return "captured #"
                + (index + 1)
                + (value == null ? "" : " (" + Describe.type(value) + ")");
    }

    private static @Nullable String name(LambdaSite site, int index, @Nullable ClassLoader loader) {
        if (!site.implMethod().startsWith("lambda$")) {
            return null; // a method reference captures nothing but its receiver
        }
        String file = site.implClass() + ".class";
        try (InputStream in =
                loader == null
                        ? ClassLoader.getSystemResourceAsStream(file)
                        : loader.getResourceAsStream(file)) {
            return in == null ? null : name(ClassFile.of().parse(in.readAllBytes()), site, index);
        } catch (IOException | RuntimeException | LinkageError e) {
            return null; // the message does without
        }
    }

    private static @Nullable String name(ClassModel type, LambdaSite site, int index) {
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString(site.implMethod())
                    && method.methodType().equalsString(site.implSignature())) {
                Optional<CodeAttribute> code = method.findAttribute(Attributes.code());
                Optional<LocalVariableTableAttribute> names =
                        code.flatMap(it -> it.findAttribute(Attributes.localVariableTable()));
                return names.isEmpty() ? null : name(names.get(), slot(method, index));
            }
        }
        return null;
    }

    /// Returns which local variable the captured value is.
    private static int slot(MethodModel method, int index) {
        int parameters = index;
        int slot = 0;
        if (!method.flags().has(AccessFlag.STATIC)) {
            if (index == 0) {
                return 0;
            }
            parameters--;
            slot = 1;
        }
        for (int i = 0; i < parameters; i++) {
            ClassDesc parameter = method.methodTypeSymbol().parameterType(i);
            slot += TypeKind.from(parameter).slotSize();
        }
        return slot;
    }

    private static @Nullable String name(LocalVariableTableAttribute names, int slot) {
        for (LocalVariableInfo variable : names.localVariables()) {
            if (variable.slot() == slot && variable.startPc() == 0) {
                return variable.name().stringValue();
            }
        }
        return null;
    }
}
