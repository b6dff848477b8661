/** Clients of the system: an operator's of the control API, and a tenant's users' of the edge. */
@NullMarked
package io.dormouse.local.client;

import org.jspecify.annotations.NullMarked;
