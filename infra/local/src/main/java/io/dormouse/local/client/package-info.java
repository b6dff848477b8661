/**
 * The system as those who use it see it: operators at the control API, users of a tenant at the
 * edge.
 */
@NullMarked
package io.dormouse.local.client;

import org.jspecify.annotations.NullMarked;
