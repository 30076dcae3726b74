package dev.brood;

import java.util.concurrent.BlockingDeque;

/// A double-ended queue in the server of a [Manager], with or without a bound.
///
/// Methods that wait do so in the server, and end if the thread is interrupted or its process dies:
/// neither loses an element. Iteration is over a copy, made in one step.
///
/// @param <E> its elements, not null
public interface ManagedDeque<E> extends BlockingDeque<E>, SharedObject {}
