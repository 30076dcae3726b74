package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.lang.reflect.InaccessibleObjectException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/// Which form the values of a class are written in.
///
/// A class that is listed has its form as it is; a subclass of it does not.
final class Forms {
    private static final Map<Class<?>, Form> LISTED = listed();
    private static final ClassValue<Form> CHOSEN =
            new ClassValue<>() {
                @Override
                protected Form computeValue(Class<?> type) {
                    @Nullable Form listed = LISTED.get(type);
                    return listed != null ? listed : choose(type);
                }
            };

    private Forms() {}

    static Form of(Class<?> type) {
        return CHOSEN.get(type);
    }

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic() && type.getInterfaces().length > 0;
    }

    private static Form choose(Class<?> type) {
        if (Portable.class.isAssignableFrom(type)) {
            return new PortableForm();
        }
        if (type.isHidden() && !isLambda(type)) {
            return new Refusal(type);
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return new ThrowableForm();
        }
        if (type.isArray()) {
            Class<?> component = type.getComponentType();
            return component.isPrimitive()
                    ? new PrimitiveArrays(AttachmentKind.ofComponent(component))
                    : new ObjectArrays(component);
        }
        if (type.isRecord()) {
            return ofRecord(type);
        }
        if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
            return new EnumForm(type.isEnum() ? type : type.getSuperclass());
        }
        if (Path.class.isAssignableFrom(type) && !Serializable.class.isAssignableFrom(type)) {
            return new Values(Tag.PATH);
        }
        if (type == EnumMap.class || EnumSet.class.isAssignableFrom(type)) {
            return new EnumContainers();
        }
        return Serializable.class.isAssignableFrom(type) ? ofSerializable(type) : new Refusal(type);
    }

    private static Form ofSerializable(Class<?> type) {
        if (DecodedLambda.class.isAssignableFrom(type)) {
            return new LambdaForm.OfDecoded();
        }
        return isLambda(type) ? new LambdaForm(type) : new JdkForm();
    }

    private static Form ofRecord(Class<?> type) {
        boolean serializable = Serializable.class.isAssignableFrom(type);
        if (serializable && !Reference.class.isAssignableFrom(type) && replacesItself(type)) {
            return new JdkForm();
        }
        try {
            return new RecordForm(RecordShape.of(type));
        } catch (InaccessibleObjectException e) {
            return serializable ? new JdkForm() : new Refusal(type);
        }
    }

    /// Tells whether a record says that something else is to be serialized, or made of it, instead.
    private static boolean replacesItself(Class<?> type) {
        return declares(type, "writeReplace") || declares(type, "readResolve");
    }

    private static boolean declares(Class<?> type, String method) {
        try {
            return type.getDeclaredMethod(method) != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static Map<Class<?>, Form> listed() {
        Map<Class<?>, Form> forms = new HashMap<>();
        forms.put(Boolean.class, new Numbers(Tag.TRUE));
        forms.put(Byte.class, new Numbers(Tag.BYTE));
        forms.put(Short.class, new Numbers(Tag.SHORT));
        forms.put(Character.class, new Numbers(Tag.CHAR));
        forms.put(Long.class, new Numbers(Tag.LONG));
        forms.put(Float.class, new Numbers(Tag.FLOAT));
        forms.put(Double.class, new Numbers(Tag.DOUBLE));
        forms.put(BigInteger.class, new Numbers(Tag.BIG_INTEGER));
        forms.put(BigDecimal.class, new Numbers(Tag.BIG_DECIMAL));
        forms.put(String.class, new Values(Tag.STRING));
        forms.put(UUID.class, new Values(Tag.UUID));
        forms.put(URI.class, new Values(Tag.URI));
        forms.put(Duration.class, new Values(Tag.DURATION));
        forms.put(Instant.class, new Values(Tag.INSTANT));
        forms.put(LocalDate.class, new Values(Tag.LOCAL_DATE));
        forms.put(LocalTime.class, new Values(Tag.LOCAL_TIME));
        forms.put(LocalDateTime.class, new Values(Tag.LOCAL_DATE_TIME));
        forms.put(Optional.class, new Values(Tag.OPTIONAL));
        forms.put(OptionalInt.class, new Values(Tag.OPTIONAL_INT));
        forms.put(OptionalLong.class, new Values(Tag.OPTIONAL_LONG));
        forms.put(OptionalDouble.class, new Values(Tag.OPTIONAL_DOUBLE));
        forms.put(Class.class, new ClassForm());
        CollectionForms.list(forms);
        return forms;
    }
}
