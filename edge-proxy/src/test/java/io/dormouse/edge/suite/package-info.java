/**
 * The wire suite: what a client may send and a backend may answer, byte by byte, and what our edge,
 * nginx and HAProxy make of it.
 */
@NullMarked
package io.dormouse.edge.suite;

import org.jspecify.annotations.NullMarked;
