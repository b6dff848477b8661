/** Access to the control API: keys and roles. */
@NullMarked
package io.dormouse.language.access;

import org.jspecify.annotations.NullMarked;
