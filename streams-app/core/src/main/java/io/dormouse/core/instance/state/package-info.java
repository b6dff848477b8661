/** States of an instance and their evolution by events. */
@NullMarked
package io.dormouse.core.instance.state;

import org.jspecify.annotations.NullMarked;
