/** Connections of clients: caps, deadlines and minimum rates. */
@NullMarked
package io.dormouse.edge.client.connection;

import org.jspecify.annotations.NullMarked;
