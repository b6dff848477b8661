/** One attempt at a backend: header policy, bodies with back-pressure both ways, WebSockets. */
@NullMarked
package io.dormouse.edge.forward.transfer;

import org.jspecify.annotations.NullMarked;
