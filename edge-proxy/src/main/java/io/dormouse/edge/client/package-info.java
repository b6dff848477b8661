/** The clients: their identity, the address they use, and descriptions of them for the log. */
@NullMarked
package io.dormouse.edge.client;

import org.jspecify.annotations.NullMarked;
