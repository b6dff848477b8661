/** The API's own description: an OpenAPI document, and a page that shows it. */
@NullMarked
package io.dormouse.streams.api.contract;

import org.jspecify.annotations.NullMarked;
