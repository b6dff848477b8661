/** The clients: who they are, by which address they come, and how slow their connections may be. */
@NullMarked
package io.dormouse.edge.client;

import org.jspecify.annotations.NullMarked;
