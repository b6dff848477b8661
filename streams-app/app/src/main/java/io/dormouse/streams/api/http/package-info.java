/** HTTP as the control API speaks it: routes, requests, answers and problems. */
@NullMarked
package io.dormouse.streams.api.http;

import org.jspecify.annotations.NullMarked;
