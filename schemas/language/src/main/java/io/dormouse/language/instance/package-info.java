/** Commands, events and views of instances. */
@NullMarked
package io.dormouse.language.instance;

import org.jspecify.annotations.NullMarked;
