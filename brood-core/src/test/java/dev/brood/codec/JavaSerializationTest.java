package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;

final class JavaSerializationTest {

    private static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        private final int number;
        private final transient int notSent;

        Base(int number) {
            this.number = number;
            this.notSent = number;
        }
    }

    private static final class Bean extends Base {
        private static final long serialVersionUID = 1;
        private Object value;
        private List<Object> list = new ArrayList<>();

        Bean(int number, Object value) {
            super(number);
            this.value = value;
        }
    }

    @Test
    void decode_bean_isRebuilt() {
        Bean bean = new Bean(5, "v");
        bean.list.add(bean);
        Bean arrived = RoundTrip.of(bean);
        assertThat(((Base) arrived).number).isEqualTo(5);
        assertThat(((Base) arrived).notSent).isZero();
        assertThat(arrived.value).isEqualTo("v");
        assertThat(arrived.list).hasSize(1);
        assertThat(arrived.list.getFirst()).isSameAs(arrived);
    }

    @Test
    void decode_jdkClasses_areEqual() {
        BitSet bits = BitSet.valueOf(new long[] {5, 6});
        Properties properties = new Properties();
        properties.setProperty("a", "b");
        RoundTrip.keeps(bits);
        RoundTrip.keeps(properties);
        assertThat(RoundTrip.of(new Random(5)).nextInt()).isEqualTo(new Random(5).nextInt());
        assertThat(RoundTrip.of(new StringBuilder("abc")).toString()).isEqualTo("abc");
    }

    private record Plain(int x) {}

    @Test
    void decode_unserializableWithCompactFormInBean_isRebuilt() {
        for (Object value :
                List.of(
                        Optional.of(3),
                        Path.of("/tmp/x"),
                        new Plain(4),
                        new Object[] {new Plain(5)},
                        Map.of("k", Set.of(new Plain(6))))) {
            Object arrived = RoundTrip.of(new Bean(1, value)).value;
            if (value instanceof Object[] array) {
                assertThat((Object[]) arrived).containsExactly(array);
            } else {
                assertThat(arrived).isEqualTo(value);
            }
        }
    }

    @Test
    void decode_beansInsideCompactInsideBeans_keepTheirOrder() {
        Bean inner = new Bean(1, "inner");
        Bean other = new Bean(2, Optional.of(inner));
        Bean outer = new Bean(3, new Plain2(other, inner));
        Bean arrived = RoundTrip.of(outer);
        Plain2 plain = (Plain2) arrived.value;
        assertThat(((Base) plain.first()).number).isEqualTo(2);
        assertThat(((Optional<?>) ((Bean) plain.first()).value).orElseThrow())
                .isSameAs(plain.second());
        assertThat(((Bean) plain.second()).value).isEqualTo("inner");
    }

    private record Plain2(Object first, Object second) {}

    @Test
    void decode_lambdaInBean_works() throws Exception {
        Bean bean = new Bean(1, null);
        Bean captured = new Bean(2, "captured");
        bean.value = (Task<Object>) () -> captured.value;
        bean.list.add(captured);
        Bean arrived = RoundTrip.of(bean);
        assertThat(((Task<?>) arrived.value).call()).isEqualTo("captured");
    }

    private static final class Custom implements Serializable {
        private static final long serialVersionUID = 1;
        private transient Object content = "";

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(7);
            out.writeObject(content);
            out.writeUTF("end");
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            assertThat(in.readInt()).isEqualTo(7);
            content = in.readObject();
            assertThat(in.readUTF()).isEqualTo("end");
        }
    }

    @Test
    void decode_classWithOwnFormat_readsIt() {
        Custom custom = new Custom();
        custom.content = Optional.of(custom);
        Custom arrived = RoundTrip.of(custom);
        assertThat(((Optional<?>) arrived.content).orElseThrow()).isSameAs(arrived);
    }

    /// Public, with a public constructor, as the interface demands.
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1;
        private Object content = "";

        /// For serialization.
        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(content);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            content = in.readObject();
        }
    }

    @Test
    void decode_externalizable_readsIt() {
        External external = new External();
        external.content = Optional.of("x");
        assertThat(RoundTrip.of(external).content).isEqualTo(Optional.of("x"));
    }

    private interface Greeter {
        String greet(String name);
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return "hello " + arguments[0];
        }
    }

    @Test
    void decode_proxy_works() {
        Greeter proxy =
                (Greeter)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Greeter.class, Comparable.class},
                                new Handler());
        assertThat(RoundTrip.of(proxy).greet("Ada")).isEqualTo("hello Ada");
    }

    @Test
    void encode_manyBeans_useOneStream() {
        List<Bean> beans = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            beans.add(new Bean(i, "v"));
        }
        assertThat(Codec.standard().toBytes(beans)).hasSizeLessThan(8000);
        assertThat(RoundTrip.of(beans)).hasSize(100);
    }
}
