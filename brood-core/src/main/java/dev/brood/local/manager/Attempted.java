package dev.brood.local.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method that may have to wait, and is tried without waiting first, see [Attempting].
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Attempted {}
