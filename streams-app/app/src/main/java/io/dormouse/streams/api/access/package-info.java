/** Access control: keys, roles, and the check of each request before its endpoint. */
@NullMarked
package io.dormouse.streams.api.access;

import org.jspecify.annotations.NullMarked;
