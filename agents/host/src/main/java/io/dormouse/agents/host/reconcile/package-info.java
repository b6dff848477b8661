/** Brings what is to what should be, one operation per replica at a time. */
@NullMarked
package io.dormouse.agents.host.reconcile;

import org.jspecify.annotations.NullMarked;
