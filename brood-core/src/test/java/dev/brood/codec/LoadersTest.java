package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.Callable;

/// Classes that only a loader of their own sees, as in an application server, or where a child JVM
/// fetches classes from its parent.
final class LoadersTest {

    /// Defines the guests anew; all else is its parent's.
    private static final class GuestLoader extends ClassLoader {
        GuestLoader() {
            super(LoadersTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.contains("$Guest") || name.endsWith("GuestLoader")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    enum GuestEnum {
        A
    }

    record GuestRecord(GuestEnum letter, int number) {}

    static final class GuestBean implements Serializable {
        private static final long serialVersionUID = 1;
        private final GuestEnum letter = GuestEnum.A;

        GuestEnum letter() {
            return letter;
        }
    }

    /// Makes values of classes of its own loader.
    public static final class GuestMaker implements Callable<List<Object>> {
        @Override
        public List<Object> call() {
            GuestRecord captured = new GuestRecord(GuestEnum.A, 5);
            Task<Object> task = () -> captured;
            return List.of(
                    GuestEnum.A,
                    captured,
                    new GuestBean(),
                    new GuestRecord[] {captured},
                    GuestBean.class,
                    task);
        }
    }

    private static List<?> guests(ClassLoader loader) throws Exception {
        Object maker = loader.loadClass(GuestMaker.class.getName()).getConstructor().newInstance();
        return (List<?>) ((Callable<?>) maker).call();
    }

    private static Class<?> classOf(Object guest) throws Exception {
        return switch (guest) {
            case Object[] array -> array.getClass().getComponentType();
            case Class<?> literal -> literal;
            case Task<?> task -> task.call().getClass();
            default -> guest.getClass();
        };
    }

    private static void assertGuests(List<?> arrived, ClassLoader loader) throws Exception {
        for (Object guest : arrived) {
            assertThat(classOf(guest).getClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void decode_withFinder_usesItsClasses() throws Exception {
        GuestLoader sending = new GuestLoader();
        GuestLoader receiving = new GuestLoader();
        Codec codec = Codec.standard().withClassFinder(receiving::loadClass);
        List<?> guests = guests(sending);
        assertGuests(guests, sending);
        for (int i = 0; i < 3; i++) {
            assertGuests((List<?>) codec.fromBytes(codec.toBytes(guests)), receiving);
        }
    }

    @Test
    void decode_withContextLoader_usesItsClasses() throws Exception {
        List<?> guests = guests(new GuestLoader());
        byte[] bytes = Codec.standard().toBytes(guests);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            for (int i = 0; i < 3; i++) {
                GuestLoader loader = new GuestLoader();
                thread.setContextClassLoader(loader);
                assertGuests((List<?>) Codec.standard().fromBytes(bytes), loader);
                thread.setContextClassLoader(null);
                assertGuests(
                        (List<?>) Codec.standard().fromBytes(bytes), Codec.class.getClassLoader());
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void decode_finderThatFails_saysSo() {
        byte[] bytes = Codec.standard().toBytes(GuestEnum.A);
        Codec codec =
                Codec.standard()
                        .withClassFinder(name -> {
                            throw new NoClassDefFoundError(name);
                        });
        assertThatThrownBy(() -> codec.fromBytes("item", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageStartingWith(
                        "item → class dev.brood.codec.LoadersTest$GuestEnum cannot be loaded here");
    }

    @Test
    void codec_afterUse_pinsNoLoader() throws Exception {
        Codec codec = Codec.standard();
        WeakReference<ClassLoader> loader = useGuests(codec);
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (loader.get() != null) {
            assertThat(System.nanoTime()).as("the loader is still there").isLessThan(deadline);
            System.gc();
        }
    }

    private static WeakReference<ClassLoader> useGuests(Codec codec) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader loader = new GuestLoader();
        thread.setContextClassLoader(loader);
        try {
            List<?> arrived = (List<?>) codec.fromBytes(codec.toBytes(guests(loader)));
            assertGuests(arrived, loader);
            assertGuests((List<?>) codec.fromBytes(codec.toBytes(arrived)), loader);
        } finally {
            thread.setContextClassLoader(before);
        }
        return new WeakReference<>(loader);
    }
}
