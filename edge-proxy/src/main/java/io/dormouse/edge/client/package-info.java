/** The connections of clients: how many there may be, and how slow. */
@NullMarked
package io.dormouse.edge.client;

import org.jspecify.annotations.NullMarked;
