/** Personal data of owners. It is in one table of a database, and never in the log. */
@NullMarked
package io.dormouse.streams.api.owner;

import org.jspecify.annotations.NullMarked;
