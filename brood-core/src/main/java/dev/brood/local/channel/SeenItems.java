package dev.brood.local.channel;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;

/// An iterator over what was in a ring at some moment.
final class SeenItems<E> implements Iterator<E> {
    private final Iterator<Ring.Seen> items;
    private final Function<Payload, E> decoder;
    private final Consumer<Ring.Seen> remover;
    private Ring.@Nullable Seen current;

    SeenItems(List<Ring.Seen> items, Function<Payload, E> decoder, Consumer<Ring.Seen> remover) {
        this.items = items.iterator();
        this.decoder = decoder;
        this.remover = remover;
    }

    @Override
    public boolean hasNext() {
        return items.hasNext();
    }

    @Override
    public E next() {
        if (!items.hasNext()) {
            throw new NoSuchElementException();
        }
        Ring.Seen item = items.next();
        current = item;
        return decoder.apply(item.payload());
    }

    @Override
    public void remove() {
        Ring.Seen item = current;
        if (item == null) {
            throw new IllegalStateException("next() was not called since the last remove()");
        }
        current = null;
        remover.accept(item);
    }
}
