package io.dormouse.benchmarks.wake;

import java.io.IOException;
import java.net.URI;

/** The other side of the wake: the same image, started without Dormouse. */
interface DirectStart extends AutoCloseable {

  /** Starts what is stopped. Returns where it will answer, before it does. */
  URI start() throws Exception;

  /** Ends it, so that it can be started again. */
  void stop() throws Exception;

  @Override
  void close() throws IOException;
}
