/** Tests of the states and their evolution. */
@NullMarked
package io.dormouse.core.instance.state;

import org.jspecify.annotations.NullMarked;
