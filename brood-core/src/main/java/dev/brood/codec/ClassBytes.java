package dev.brood.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A class file in the making (JVMS 4): its constant pool and its methods, of straight-line code,
/// which needs no stack maps. Far less than `java.lang.classfile`, and so little that a young JVM
/// can load it in no time.
final class ClassBytes {
    static final int ACC_PUBLIC = 0x0001;
    static final int ACC_STATIC = 0x0008;

    private static final int MAGIC = 0xCAFEBABE;
    private static final int VERSION = 69; // JDK 25
    private static final int ACC_PUBLIC_FINAL_SUPER = 0x0031;
    private static final int CODE_OVERHEAD = 12;

    private static final int CONSTANT_UTF8 = 1;
    private static final int CONSTANT_CLASS = 7;
    private static final int CONSTANT_STRING = 8;
    private static final int CONSTANT_METHOD = 10;
    private static final int CONSTANT_INTERFACE_METHOD = 11;
    private static final int CONSTANT_NAME_AND_TYPE = 12;

    private final List<String> keys = new ArrayList<>();
    private final ByteArrayOutputStream constants = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream methods = new ByteArrayOutputStream(512);
    private int methodCount;

    /// Adds a method.
    void method(int access, String name, String descriptor, int stack, int locals, byte[] code) {
        DataOutputStream out = new DataOutputStream(methods);
        try {
            out.writeShort(access);
            out.writeShort(utf8(name));
            out.writeShort(utf8(descriptor));
            out.writeShort(1);
            out.writeShort(utf8("Code"));
            out.writeInt(CODE_OVERHEAD + code.length);
            out.writeShort(stack);
            out.writeShort(locals);
            out.writeInt(code.length);
            out.write(code);
            out.writeShort(0);
            out.writeShort(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        methodCount++;
    }

    /// Returns the class file of a class with one interface.
    byte[] of(String name, String superName, String interfaceName) {
        int self = type(name);
        int parent = type(superName);
        int face = type(interfaceName);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeInt(MAGIC);
            out.writeShort(0);
            out.writeShort(VERSION);
            out.writeShort(keys.size() + 1);
            constants.writeTo(out);
            out.writeShort(ACC_PUBLIC_FINAL_SUPER);
            out.writeShort(self);
            out.writeShort(parent);
            out.writeShort(1);
            out.writeShort(face);
            out.writeShort(0);
            out.writeShort(methodCount);
            methods.writeTo(out);
            out.writeShort(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private int utf8(String text) {
        int known = keys.indexOf("u" + text);
        if (known >= 0) {
            return known + 1;
        }
        DataOutputStream out = new DataOutputStream(constants);
        try {
            out.writeByte(CONSTANT_UTF8);
            out.writeUTF(text);
        } catch (IOException e) {
            throw new CodecFailure("a name of more than 64 KiB: " + e.getMessage(), e);
        }
        keys.add("u" + text);
        return keys.size();
    }

    private int constant(String key, int tag, int first, int second) {
        int known = keys.indexOf(key);
        if (known >= 0) {
            return known + 1;
        }
        constants.write(tag);
        constants.write(first >> 8);
        constants.write(first);
        if (second != 0) {
            constants.write(second >> 8);
            constants.write(second);
        }
        keys.add(key);
        return keys.size();
    }

    private int type(String name) {
        return constant("c" + name, CONSTANT_CLASS, utf8(name), 0);
    }

    private int method(int tag, String owner, String name, String descriptor) {
        int nameAndType =
                constant(
                        "n" + name + descriptor,
                        CONSTANT_NAME_AND_TYPE,
                        utf8(name),
                        utf8(descriptor));
        String key = "m" + tag + owner + "." + name + descriptor;
        return constant(key, tag, type(owner), nameAndType);
    }

    /// Begins a method's code.
    Code code() {
        return new Code();
    }

    /// Code, one instruction after the other.
    final class Code {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

        Code aload(int local) {
            return op(0x2a + local);
        }

        Code astore(int local) {
            return op(0x4b + local);
        }

        /// Loads an element of an array of objects.
        Code element(int array, int index) {
            return aload(array).op(0x11, index).op(0x32);
        }

        Code string(String text) {
            return op(0x13, constant("s" + text, CONSTANT_STRING, utf8(text), 0));
        }

        Code type(String name) {
            return op(0x13, ClassBytes.this.type(name));
        }

        Code cast(String name) {
            return op(0xc0, ClassBytes.this.type(name));
        }

        /// Makes an array of objects.
        Code newArray(int length) {
            return op(0x11, length).op(0xbd, ClassBytes.this.type("java/lang/Object"));
        }

        /// Begins to store an element of the array on the stack, which stays there.
        Code storeAt(int index) {
            return op(0x59).op(0x11, index);
        }

        /// Stores what was computed since [#storeAt].
        Code stored() {
            return op(0x53);
        }

        /// `new` and `dup`.
        Code create(String name) {
            return op(0xbb, ClassBytes.this.type(name)).op(0x59);
        }

        Code invokeStatic(String owner, String name, String descriptor) {
            return op(0xb8, method(CONSTANT_METHOD, owner, name, descriptor));
        }

        Code invokeStaticOfInterface(String owner, String name, String descriptor) {
            return op(0xb8, method(CONSTANT_INTERFACE_METHOD, owner, name, descriptor));
        }

        Code invokeSpecial(String owner, String name, String descriptor) {
            return op(0xb7, method(CONSTANT_METHOD, owner, name, descriptor));
        }

        Code invokeVirtual(String owner, String name, String descriptor) {
            return op(0xb6, method(CONSTANT_METHOD, owner, name, descriptor));
        }

        /// @param slots of the arguments and the receiver
        Code invokeInterface(String owner, String name, String descriptor, int slots) {
            op(0xb9, method(CONSTANT_INTERFACE_METHOD, owner, name, descriptor));
            return op(slots).op(0);
        }

        Code aconstNull() {
            return op(0x01);
        }

        Code areturn() {
            return op(0xb0);
        }

        Code ret() {
            return op(0xb1);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        private Code op(int opcode) {
            bytes.write(opcode);
            return this;
        }

        private Code op(int opcode, int operand) {
            bytes.write(opcode);
            bytes.write(operand >> 8);
            bytes.write(operand);
            return this;
        }
    }
}
