/** What the programs stand on, each in a process of its own: broker, S3 server, PostgreSQL. */
@NullMarked
package io.dormouse.local.service;

import org.jspecify.annotations.NullMarked;
