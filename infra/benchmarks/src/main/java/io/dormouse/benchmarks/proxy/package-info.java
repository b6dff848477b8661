/** The benchmark {@code proxy}: the edge beside nginx, HAProxy and vertx-http-proxy. */
@NullMarked
package io.dormouse.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
