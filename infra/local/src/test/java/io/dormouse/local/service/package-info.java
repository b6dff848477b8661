@NullMarked
package io.dormouse.local.service;

import org.jspecify.annotations.NullMarked;
