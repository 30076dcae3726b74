package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.junit.Jvm;
import dev.brood.junit.JvmOptions;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// Which system a JVM uses.
class SystemChoiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Asks twice, and waits and wakes with what it gets.
    static final class Asker {
        private Asker() {}

        static void main(String[] args) {
            for (int i = 0; i < 2; i++) {
                try {
                    OperatingSystem system = OperatingSystem.current();
                    system.warmUp();
                    System.out.println(system.name());
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    private static JvmOptions asker() {
        return Servant.options(Asker.class);
    }

    private static List<String> answers(JvmOptions options) throws InterruptedException {
        try (Jvm jvm = options.start()) {
            assertThat(jvm.awaitExit(PATIENCE)).isZero();
            assertThat(jvm.stderr()).isEmpty();
            return jvm.stdout();
        }
    }

    @Test
    void current_withoutNativeAccess_isPortableAndSilent() throws Exception {
        assertThat(answers(asker().withoutNativeAccess())).containsExactly("portable", "portable");
        assertThat(answers(asker().withoutNativeAccess().flags("-Dbrood.os=auto")))
                .containsExactly("portable", "portable");
    }

    @Test
    void current_withNativeAccess_isTheKernel() throws Exception {
        assertThat(answers(asker())).containsExactly("kernel", "kernel");
        assertThat(answers(asker().flags("-Dbrood.os=kernel"))).containsExactly("kernel", "kernel");
    }

    @Test
    void current_portableWanted_isPortable() throws Exception {
        assertThat(answers(asker().flags("-Dbrood.os=portable")))
                .containsExactly("portable", "portable");
    }

    @Test
    void current_kernelWantedWithoutNativeAccess_saysWhatToDoEachTime() throws Exception {
        String message =
                "-Dbrood.os=kernel, but native access is not granted: start the JVM with"
                        + " --enable-native-access=ALL-UNNAMED";
        assertThat(answers(asker().withoutNativeAccess().flags("-Dbrood.os=kernel")))
                .containsExactly(message, message);
    }

    @Test
    void current_unknownWanted_saysWhatThereIsEachTime() throws Exception {
        String message = "-Dbrood.os must be auto, kernel or portable; was 'Linux'";
        assertThat(answers(asker().flags("-Dbrood.os=Linux"))).containsExactly(message, message);
    }

    @Test
    void current_anotherSystemOrProcessor_saysSo() throws Exception {
        assertThat(answers(asker().flags("-Dos.arch=riscv64"))).containsOnly("portable");
        assertThat(answers(asker().flags("-Dos.arch=riscv64", "-Dbrood.os=kernel")))
                .containsOnly("-Dbrood.os=kernel, but the system calls of riscv64 are not known");
    }

    @Test
    void named_unknown_isRefused() {
        assertThatThrownBy(() -> OperatingSystem.named(""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("-Dbrood.os must be auto, kernel or portable; was ''");
    }

    @Test
    void named_eachOfThem_hasThatNameAndBlocksCarriersOrNot() {
        assertThat(OperatingSystem.named("kernel").name()).isEqualTo("kernel");
        assertThat(OperatingSystem.named("kernel").blocksCarrier()).isTrue();
        assertThat(OperatingSystem.named("portable").name()).isEqualTo("portable");
        assertThat(OperatingSystem.named("portable").blocksCarrier()).isFalse();
        assertThat(OperatingSystem.named("auto")).isSameAs(OperatingSystem.named("kernel"));
    }
}
