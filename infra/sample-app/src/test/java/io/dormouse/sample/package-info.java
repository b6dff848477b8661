/** The app over real sockets, with a real S3 server and a real PostgreSQL. */
@NullMarked
package io.dormouse.sample;

import org.jspecify.annotations.NullMarked;
