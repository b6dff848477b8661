/** Policies of instances. */
@NullMarked
package io.dormouse.core.instance.policy;

import org.jspecify.annotations.NullMarked;
