/** The routes of host names and the views of the instances. */
@NullMarked
package io.dormouse.edge.route;

import org.jspecify.annotations.NullMarked;
