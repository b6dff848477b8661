@NullMarked
package io.dormouse.local.provisioning;

import org.jspecify.annotations.NullMarked;
