/** Rules that deciders of instances ask. */
@NullMarked
package io.dormouse.core.instance.policy;

import org.jspecify.annotations.NullMarked;
