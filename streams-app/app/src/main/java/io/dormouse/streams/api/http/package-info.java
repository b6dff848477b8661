/** Routes, requests and responses of the control API. */
@NullMarked
package io.dormouse.streams.api.http;

import org.jspecify.annotations.NullMarked;
