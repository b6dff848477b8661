/** Topics: how programs create, check, read and write them. */
@NullMarked
package io.dormouse.kit.topics;

import org.jspecify.annotations.NullMarked;
