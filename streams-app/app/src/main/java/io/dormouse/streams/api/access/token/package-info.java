/** Bearer tokens of an OpenID provider. */
@NullMarked
package io.dormouse.streams.api.access.token;

import org.jspecify.annotations.NullMarked;
