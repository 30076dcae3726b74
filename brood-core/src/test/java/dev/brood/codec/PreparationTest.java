package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.DecodingException;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Getting ready for lambdas that will come.
class PreparationTest {
    private static final String INITIALIZATIONS = "brood.test.initializations";

    /// Where a lambda comes from whose class says when it is initialized, in whatever loader.
    private static final class Home {
        static {
            int before = Integer.getInteger(INITIALIZATIONS, 0);
            System.setProperty(INITIALIZATIONS, Integer.toString(before + 1));
        }

        private Home() {}

        static Task<String> task(String word) {
            return () -> word + "!";
        }
    }

    /// Defines that class anew.
    private static final class HomeLoader extends ClassLoader {
        private final List<Class<?>> defined = new ArrayList<>();

        HomeLoader() {
            super(PreparationTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Home.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try (InputStream in =
                    Objects.requireNonNull(
                            getParent().getResourceAsStream(name.replace('.', '/') + ".class"))) {
                byte[] bytes = in.readAllBytes();
                Class<?> type = defineClass(name, bytes, 0, bytes.length);
                defined.add(type);
                return type;
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    static int initializations() {
        return Integer.getInteger(INITIALIZATIONS, 0);
    }

    private static byte[] site(Object lambda) {
        var unused = Codec.standard().toBytes(lambda);
        assertThat(unused).isNotEmpty();
        return Codec.site(lambda);
    }

    @Test
    void site_saysNothingOfWhatIsCaptured() {
        byte[] one = site(Home.task("one"));
        assertThat(one).isNotEmpty().isEqualTo(site(Home.task("another")));
        assertThat(new String(one, StandardCharsets.ISO_8859_1))
                .contains("PreparationTest")
                .doesNotContain("another");
    }

    @Test
    void site_ofWhatIsNoLambda_isEmpty() {
        assertThat(Codec.site("a word")).isEmpty();
        assertThat(Codec.site(new AtomicInteger())).isEmpty();
        Action neverEncoded = () -> {};
        assertThat(Codec.site(neverEncoded)).isEmpty();
    }

    @Test
    void prepare_thenDecode_isTheSameLambda() throws Exception {
        Task<String> task = Home.task("hello");
        byte[] bytes = Codec.standard().toBytes(task);
        Codec.standard().prepare(Codec.site(task));
        Codec.standard().prepare(Codec.site(task));
        assertThat(((Task<?>) Codec.standard().fromBytes(bytes)).call()).isEqualTo("hello!");
    }

    @Test
    void prepare_classNotInitialized_leavesItSo() throws Exception {
        Task<String> task = Home.task("x");
        byte[] bytes = Codec.standard().toBytes(task);
        HomeLoader loader = new HomeLoader();
        Codec codec = Codec.standard().withClassFinder(name -> Class.forName(name, false, loader));
        int before = initializations();

        codec.prepare(Codec.site(task));
        assertThat(loader.defined).hasSize(1);
        assertThat(initializations()).isEqualTo(before);

        assertThat(((Task<?>) codec.fromBytes(bytes)).call()).isEqualTo("x!");
        assertThat(loader.defined).hasSize(1);
        assertThat(initializations()).isEqualTo(before + 1);
    }

    @Test
    void prepare_noSuchClass_saysSo() {
        byte[] site = site(Home.task("x"));
        Codec lost =
                Codec.standard()
                        .withClassFinder(name -> {
                            throw new ClassNotFoundException(name);
                        });
        assertThatThrownBy(() -> lost.prepare(site))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("class " + Home.class.getName() + " is not found here");
    }

    @Test
    void prepare_damaged_isRefused() {
        byte[] site = site((Task<Serializable> & Serializable) () -> "x");
        for (long seed = 0; seed < 2000; seed++) {
            RandomGenerator random = new SplittableRandom(seed);
            byte[] damaged = site.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Codec.standard().prepare(damaged);
            } catch (DecodingException e) {
                assertThat(e).as("seed %d", seed).hasMessageStartingWith("lambda");
            }
        }
    }
}
