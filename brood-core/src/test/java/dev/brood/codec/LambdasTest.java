package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.DecodingException;
import dev.brood.Fn;
import dev.brood.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;

final class LambdasTest implements Serializable {
    private static final long serialVersionUID = 1;
    private static final List<String> LOG = new ArrayList<>();

    private final int field = 40;

    @Test
    void decode_task_returnsItsResult() throws Exception {
        Task<String> task = () -> "done";
        assertThat(RoundTrip.of(task).call()).isEqualTo("done");
    }

    @Test
    void decode_action_acts() throws Exception {
        LOG.clear();
        Action action = () -> LOG.add("ran");
        RoundTrip.of(action).perform();
        RoundTrip.of(action).run();
        assertThat(LOG).containsExactly("ran", "ran");
    }

    @Test
    void decode_fn_appliesToItem() throws Exception {
        Fn<Integer, Integer> square = x -> x * x;
        assertThat(RoundTrip.of(square).apply(12)).isEqualTo(144);
    }

    @Test
    void decode_fnOfNull_isGivenNull() throws Exception {
        Fn<Object, Object> isNull = x -> x == null;
        assertThat(RoundTrip.of(isNull).apply(null)).isEqualTo(true);
    }

    @Test
    void decode_capturedOfEveryType_isThere() throws Exception {
        boolean z = true;
        byte b = -1;
        short s = -2;
        char c = 'c';
        int i = -3;
        long j = 1L << 40;
        float f = 1.5f;
        double d = 2.5;
        String text = "text";
        Object nothing = null;
        int[] array = {1};
        Task<List<Object>> task =
                () -> {
                    List<Object> all = new ArrayList<>(List.of(z, b, s, c, i, j, f, d, text));
                    all.add(nothing);
                    all.add(array[0]);
                    return all;
                };
        assertThat(RoundTrip.of(task).call())
                .containsExactly(z, b, s, c, i, j, f, d, text, null, 1);
    }

    @Test
    void decode_capturedThis_isThere() throws Exception {
        Fn<Integer, Integer> add = x -> x + field;
        assertThat(RoundTrip.of(add).apply(2)).isEqualTo(42);
        Task<Integer> task = () -> field;
        assertThat(RoundTrip.of(task).call()).isEqualTo(40);
    }

    @Test
    void decode_lambdaInLambda_works() throws Exception {
        Fn<Integer, Integer> twice = x -> x * 2;
        Fn<Integer, Integer> thrice = x -> twice.apply(x) + x;
        Task<Fn<Integer, Integer>> maker = () -> thrice;
        assertThat(RoundTrip.of(maker).call().apply(5)).isEqualTo(15);
    }

    @Test
    void decode_lambdasInContainers_work() throws Exception {
        record Step(String name, Task<Integer> work) {}
        Step step = RoundTrip.of(new Step("one", () -> 1));
        assertThat(step.work().call()).isEqualTo(1);
        Map<String, Task<Integer>> map = RoundTrip.of(Map.of("two", () -> 2));
        assertThat(map.get("two").call()).isEqualTo(2);
    }

    @Test
    void decode_methodReferences_work() throws Exception {
        Fn<String, Integer> ofStatic = Integer::parseInt;
        assertThat(RoundTrip.of(ofStatic).apply("7")).isEqualTo(7);
        Fn<String, Integer> unbound = String::length;
        assertThat(RoundTrip.of(unbound).apply("four")).isEqualTo(4);
        Task<String> bound = "abc"::toUpperCase;
        assertThat(RoundTrip.of(bound).call()).isEqualTo("ABC");
        Task<List<String>> constructor = ArrayList::new;
        assertThat(RoundTrip.of(constructor).call()).isEmpty();
        Fn<Integer, int[]> arrayConstructor = int[]::new;
        assertThat(RoundTrip.of(arrayConstructor).apply(3)).hasSize(3);
        Action toOwnMethod = LambdasTest::log;
        LOG.clear();
        RoundTrip.of(toOwnMethod).run();
        assertThat(LOG).containsExactly("logged");
    }

    private static void log() {
        LOG.add("logged");
    }

    private interface Marker {}

    private interface Plus extends IntBinaryOperator, Serializable {}

    private interface NamedTask<T> extends Task<T> {
        default String name() {
            return "named";
        }
    }

    @Test
    void decode_otherInterfaces_areReal() throws Exception {
        Plus plus = Integer::sum;
        assertThat(RoundTrip.of(plus).applyAsInt(1, 2)).isEqualTo(3);
        Supplier<String> supplier = (Supplier<String> & Serializable) () -> "s";
        assertThat(RoundTrip.of(supplier).get()).isEqualTo("s");
        int offset = 10;
        Function<Integer, Integer> function =
                (Function<Integer, Integer> & Serializable) x -> x + offset;
        assertThat(RoundTrip.of(function).apply(1)).isEqualTo(11);
        NamedTask<Integer> named = () -> 5;
        NamedTask<Integer> arrived = RoundTrip.of(named);
        assertThat(arrived.name()).isEqualTo("named");
        assertThat(arrived.call()).isEqualTo(5);
    }

    @Test
    void decode_lambdaWithMarker_keepsMarker() throws Exception {
        Task<Integer> marked = (Task<Integer> & Marker) () -> 6;
        Task<Integer> arrived = RoundTrip.of(marked);
        assertThat(arrived).isInstanceOf(Marker.class);
        assertThat(arrived.call()).isEqualTo(6);
    }

    @Test
    void decode_comparatorLambda_sorts() {
        TreeMap<String, Integer> map =
                new TreeMap<>(
                        (Comparator<String> & Serializable)
                                (a, b) -> Integer.compare(a.length(), b.length()));
        map.putAll(Map.of("ccc", 3, "a", 1, "bb", 2));
        assertThat(RoundTrip.of(map))
                .containsExactly(Map.entry("a", 1), Map.entry("bb", 2), Map.entry("ccc", 3));
    }

    @Test
    void call_thatThrows_throwsTheSame() {
        IOException checked = new IOException("checked");
        Task<Object> task =
                () -> {
                    throw new IOException("checked");
                };
        assertThatThrownBy(RoundTrip.of(task)::call)
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(checked.getMessage());
        Action action =
                () -> {
                    throw new AssertionError("error");
                };
        assertThatThrownBy(RoundTrip.of(action)::perform).isExactlyInstanceOf(AssertionError.class);
        Fn<Object, Object> odd =
                _ -> {
                    throw LambdasTest.<RuntimeException>unchecked(new Throwable("odd"));
                };
        assertThatThrownBy(() -> RoundTrip.of(odd).apply(1)).isExactlyInstanceOf(Throwable.class);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what it is for
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // what it is about
    void apply_toWrongClass_throwsClassCastException() {
        Fn<Integer, Integer> square = x -> x * x;
        assertThatThrownBy(() -> ((Fn) RoundTrip.of(square)).apply("text"))
                .isInstanceOf(ClassCastException.class)
                .hasMessageContaining("java.lang.String given to");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5000})
    void decode_decodedLambdaSentOn_works(int callsBefore) throws Exception {
        String captured = "x";
        Fn<Integer, String> first = RoundTrip.of((Fn<Integer, String>) n -> captured + n);
        for (int i = 0; i < callsBefore; i++) {
            assertThat(first.apply(i)).isEqualTo("x" + i);
        }
        Fn<Integer, String> second = RoundTrip.of(RoundTrip.of(first));
        assertThat(second.apply(3)).isEqualTo("x3");
    }

    @Test
    void call_often_becomesTheRealLambda() throws Exception {
        Task<StackTraceElement[]> task = () -> new Throwable().getStackTrace();
        Task<StackTraceElement[]> arrived = RoundTrip.of(task);
        assertThat(arrived.call()).anyMatch(LambdasTest::isOfTarget);
        for (int i = 0; i < 5000; i++) {
            arrived.call();
        }
        assertThat(arrived.call()).noneMatch(LambdasTest::isOfTarget);
    }

    private static boolean isOfTarget(StackTraceElement frame) {
        return frame.getClassName().equals(LambdaTarget.class.getName());
    }

    @Test
    void javaSerialization_ofDecodedLambda_givesTheRealOne() throws Exception {
        int captured = 3;
        Task<Integer> arrived = RoundTrip.of((Task<Integer>) () -> captured);
        assertThat(arrived).isInstanceOf(DecodedLambda.class);
        @SuppressWarnings("unchecked")
        Task<Integer> real = (Task<Integer>) JavaSerialization.copy(arrived);
        assertThat(real).isNotInstanceOf(DecodedLambda.class);
        assertThat(real.call()).isEqualTo(3);
    }

    @Test
    void toString_ofDecodedLambda_namesItsSite() {
        assertThat(RoundTrip.of((Action) () -> {}).toString())
                .startsWith("decoded lambda dev.brood.codec.LambdasTest::lambda$toString_");
    }

    private static int secret(int value) {
        return value;
    }

    private static SerializedLambda forged(String method, String signature, Object... captured) {
        return new SerializedLambda(
                LambdasTest.class,
                "dev/brood/Task",
                "call",
                "()Ljava/lang/Object;",
                MethodHandleInfo.REF_invokeStatic,
                "dev/brood/codec/LambdasTest",
                method,
                signature,
                "()Ljava/lang/Object;",
                captured);
    }

    private static byte[] message(SerializedLambda form) {
        LambdaSite site = LambdaSite.of(form, Task.class);
        ByteSink sink = new ByteSink();
        sink.put(Tag.VERSION);
        sink.put(Tag.LAMBDA);
        sink.varint(0);
        sink.bytes(site.framed(), 0, site.framed().length);
        for (int i = 0; i < form.getCapturedArgCount(); i++) {
            Numbers.write((Integer) form.getCapturedArg(i), sink);
        }
        return java.util.Arrays.copyOf(sink.bytes(), sink.position());
    }

    @Test
    void decode_siteOfAMethodThatIsNoLambda_isRefused() {
        assertThat(secret(1)).isEqualTo(1);
        byte[] bytes = message(forged("secret", "(I)I", 1));
        assertThatThrownBy(() -> Codec.standard().fromBytes("task", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageStartingWith(
                        "task → class dev.brood.codec.LambdasTest makes no lambda of"
                                + " dev.brood.codec.LambdasTest::secret here");
    }

    @Test
    void decode_siteOfALambdaThatIsNotThere_isRefused() {
        byte[] bytes = message(forged("lambda$gone$1a2b$1", "()V"));
        assertThatThrownBy(() -> Codec.standard().fromBytes("task", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage(
                        "task → class dev.brood.codec.LambdasTest has no lambda"
                                + " lambda$gone$1a2b$1 here: it was compiled differently");
    }
}
