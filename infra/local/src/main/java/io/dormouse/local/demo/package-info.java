/** The story that {@code infra/up --demo} plays, through HTTP, as users and tenants would. */
@NullMarked
package io.dormouse.local.demo;

import org.jspecify.annotations.NullMarked;
