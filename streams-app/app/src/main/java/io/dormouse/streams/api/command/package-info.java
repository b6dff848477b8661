/** Commands: checked, written, and answered with what the brain decided. */
@NullMarked
package io.dormouse.streams.api.command;

import org.jspecify.annotations.NullMarked;
