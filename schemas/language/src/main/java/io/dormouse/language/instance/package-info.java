/** Words of an instance: its commands, its events, its view. */
@NullMarked
package io.dormouse.language.instance;

import org.jspecify.annotations.NullMarked;
