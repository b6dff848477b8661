/** The resources of each instance, as its own keys and the servers' keys show them. */
@NullMarked
package io.dormouse.local.resources;

import org.jspecify.annotations.NullMarked;
