/** Converges the host to its commands, one operation per replica at a time. */
@NullMarked
package io.dormouse.agents.host.reconcile;

import org.jspecify.annotations.NullMarked;
