/** The listener for operators and their tools. */
@NullMarked
package io.dormouse.edge.admin;

import org.jspecify.annotations.NullMarked;
