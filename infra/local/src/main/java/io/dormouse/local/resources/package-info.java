/**
 * What belongs to each instance, looked at from outside: with its own keys, and with those of the
 * servers.
 */
@NullMarked
package io.dormouse.local.resources;

import org.jspecify.annotations.NullMarked;
