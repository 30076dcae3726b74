package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class IdentityTableTest {

    @Test
    void findOrAdd_numbersByIdentityInOrder() {
        IdentityTable table = new IdentityTable();
        for (int size : new int[] {1, 16, 17, 100, 3000, 20, 1000, 5}) {
            List<Object> objects = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                Object object = List.of("equal");
                assertThat(table.find(object)).isNegative();
                assertThat(table.findOrAdd(object)).isNegative();
                objects.add(object);
            }
            for (int i = 0; i < size; i++) {
                assertThat(table.findOrAdd(objects.get(i))).isEqualTo(i);
                assertThat(table.find(objects.get(i))).isEqualTo(i);
            }
            table.clear();
            assertThat(table.find(objects.getFirst())).isNegative();
        }
    }

    @Test
    void addAgain_countsUntilItIsTakenBack() {
        for (int others : new int[] {0, 10, 30, 100}) {
            IdentityTable table = new IdentityTable();
            Object object = new Object();
            addOthers(table, 3);
            assertThat(table.findOrAdd(object)).isNegative();
            addOthers(table, others);
            table.addAgain(object);
            assertThat(table.find(object)).isEqualTo(others + 4);
            addOthers(table, others);
            assertThat(table.find(object)).isEqualTo(others + 4);
            table.restore(object, 3);
            assertThat(table.find(object)).isEqualTo(3);
            addOthers(table, others);
            assertThat(table.find(object)).isEqualTo(3);
            assertThat(table.size()).isEqualTo(3 * others + 5);
        }
    }

    private static void addOthers(IdentityTable table, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(table.findOrAdd(new Object())).isNegative();
        }
    }
}
