/** The services that the programs need, each in a process: broker, S3 server, PostgreSQL. */
@NullMarked
package io.dormouse.local.service;

import org.jspecify.annotations.NullMarked;
