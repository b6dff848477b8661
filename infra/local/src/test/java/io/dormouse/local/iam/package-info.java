@NullMarked
package io.dormouse.local.iam;

import org.jspecify.annotations.NullMarked;
