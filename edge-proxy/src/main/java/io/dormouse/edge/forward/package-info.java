/**
 * Passing a request on and its answer back: header policy, bodies with back-pressure, WebSockets.
 */
@NullMarked
package io.dormouse.edge.forward;

import org.jspecify.annotations.NullMarked;
