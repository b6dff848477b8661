/** Endpoints of instances and their history. */
@NullMarked
package io.dormouse.streams.api.instance;

import org.jspecify.annotations.NullMarked;
