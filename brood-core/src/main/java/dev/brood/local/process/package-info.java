/// Child JVMs: starting them, warm spares, what runs in a child before its action, and how all of
/// it ends.
///
/// **In the parent**: [dev.brood.local.process.Children] starts and ends; a
/// [dev.brood.local.process.Child] is one of them.
///
/// **In the child**: [dev.brood.local.process.ChildMain]. What it does before its first action
/// decides how long a start takes, so nothing on that way touches foreign functions, method
/// handles, lambdas or `VarHandle`s, each of which costs a young JVM more than all the rest.
package dev.brood.local.process;
