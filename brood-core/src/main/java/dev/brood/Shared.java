package dev.brood;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method of an interface that is shared by [Manager#share] whose result stays in the
/// server too: the caller gets a proxy of it, where else it would get a copy. The method's return
/// type must be an interface.
///
/// ```java
/// interface Shop {
///     @Shared
///     Cart cart(String customer);
/// }
/// ```
///
/// The same object, returned twice, is the same proxy.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Shared {}
