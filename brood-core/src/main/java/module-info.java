/// Process-based parallelism for the JVM.
@org.jspecify.annotations.NullMarked
module dev.brood {
    requires static transitive org.jspecify;

    exports dev.brood;
    exports dev.brood.codec;
}
