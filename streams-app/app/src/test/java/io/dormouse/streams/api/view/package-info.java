@NullMarked
package io.dormouse.streams.api.view;

import org.jspecify.annotations.NullMarked;
