@NullMarked
package io.dormouse.streams.api.command;

import org.jspecify.annotations.NullMarked;
