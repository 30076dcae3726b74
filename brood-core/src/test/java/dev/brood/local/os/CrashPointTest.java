package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Jvm;
import dev.brood.junit.JvmOptions;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

/// Dying at a named place.
class CrashPointTest {

    /// Reaches three places, three times each.
    static final class Walker {
        private Walker() {}

        static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("in order")));
            for (int i = 1; i <= 3; i++) {
                for (String place : new String[] {"a", "a.b", "a:1"}) {
                    System.out.print(place + i + " ");
                    CrashPoint.reach(place);
                }
            }
            System.out.println("end");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a,     137, 'a1 '",
        "a:1,   137, 'a1 '",
        "a:3,   137, 'a1 a.b1 a:11 a2 a.b2 a:12 a3 '",
        "a.b:2, 137, 'a1 a.b1 a:11 a2 a.b2 '",
        "a:1:2, 137, 'a1 a.b1 a:11 a2 a.b2 a:12 '",
        "a:4,   0,   'a1 a.b1 a:11 a2 a.b2 a:12 a3 a.b3 a:13 end'",
        "b,     0,   'a1 a.b1 a:11 a2 a.b2 a:12 a3 a.b3 a:13 end'",
        "'',    0,   'a1 a.b1 a:11 a2 a.b2 a:12 a3 a.b3 a:13 end'",
    })
    void reach_asTheSettingSays_diesThereWithoutAnyOrder(String setting, int value, String printed)
            throws Exception {
        JvmOptions options = Servant.options(Walker.class).flags("-Dbrood.crash=" + setting);
        try (Jvm jvm = options.start()) {
            assertThat(jvm.awaitExit(Duration.ofSeconds(30))).isEqualTo(value);
            assertThat(jvm.stdout().getFirst()).isEqualTo(printed);
            assertThat(jvm.stdout()).hasSize(value == 0 ? 2 : 1);
            assertThat(jvm.stderr()).isEmpty();
        }
    }
}
