/** The sample app: a small content repository that Dormouse runs once per tenant. */
@NullMarked
package io.dormouse.sample;

import org.jspecify.annotations.NullMarked;
