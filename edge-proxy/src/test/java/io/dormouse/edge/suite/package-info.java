/**
 * The wire suite: requests of clients and answers of backends, byte by byte, and their treatment by
 * our edge, nginx and HAProxy.
 */
@NullMarked
package io.dormouse.edge.suite;

import org.jspecify.annotations.NullMarked;
