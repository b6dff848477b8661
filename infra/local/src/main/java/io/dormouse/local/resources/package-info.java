/**
 * The resources of each instance, seen from outside: with its own keys, and with those of the
 * servers.
 */
@NullMarked
package io.dormouse.local.resources;

import org.jspecify.annotations.NullMarked;
