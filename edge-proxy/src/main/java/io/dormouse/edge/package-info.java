/**
 * The door: takes requests, routes them to instances, wakes the sleeping ones, counts what is used.
 */
@NullMarked
package io.dormouse.edge;

import org.jspecify.annotations.NullMarked;
