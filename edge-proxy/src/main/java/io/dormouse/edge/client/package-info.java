/** Who a request comes from, and by which address. */
@NullMarked
package io.dormouse.edge.client;

import org.jspecify.annotations.NullMarked;
