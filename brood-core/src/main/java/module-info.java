/// Process-based parallelism for the JVM: child processes, pools, queues and shared memory behind
/// one API.
@org.jspecify.annotations.NullMarked
module dev.brood {
    requires static jdk.jfr;
    requires static java.logging;
    requires static org.jspecify;
    requires java.management;

    exports dev.brood;
    exports dev.brood.codec;

    uses dev.brood.BroodProvider;

    provides dev.brood.BroodProvider with
            dev.brood.local.LocalProvider,
            dev.brood.threads.ThreadsProvider;
}
