/** Tests of the API's description. */
@NullMarked
package io.dormouse.streams.api.contract;

import org.jspecify.annotations.NullMarked;
