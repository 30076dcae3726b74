package dev.brood.codec;

/// What can't travel, and why.
final class Refusal extends Form {
    private final String reason;

    Refusal(Class<?> type) {
        reason = reason(type);
    }

    @Override
    boolean compact() {
        return false;
    }

    @Override
    void write(Encoder out, Object value) {
        throw new CodecFailure(reason);
    }

    static String reason(Class<?> type) {
        if (type.isHidden() && !Forms.isLambda(type)) {
            return "hidden " + type.getName() + " exists in this JVM only";
        }
        if (type.isRecord()) {
            return "record "
                    + type.getName()
                    + " is closed to the codec: add 'opens "
                    + type.getPackageName()
                    + " to dev.brood' to the declaration of module "
                    + type.getModule().getName()
                    + ", or make it serializable";
        }
        if (Forms.isLambda(type)) {
            String name = type.getInterfaces()[0].getName();
            return "a lambda that is a "
                    + name
                    + " is not serializable: make it a dev.brood.Task, Action or Fn, or cast it to"
                    + " ("
                    + type.getInterfaces()[0].getSimpleName()
                    + " & java.io.Serializable)";
        }
        if (type.isAnonymousClass()) {
            return type.getName()
                    + ", an anonymous "
                    + (type.getInterfaces().length > 0
                                    ? type.getInterfaces()[0]
                                    : type.getSuperclass())
                            .getTypeName()
                    + ", is not serializable: a lambda would be, or a named class that is";
        }
        return type.getTypeName() + " is not serializable";
    }
}
