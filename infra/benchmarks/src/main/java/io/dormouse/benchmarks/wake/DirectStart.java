package io.dormouse.benchmarks.wake;

import java.io.IOException;
import java.net.URI;

/** The other side of the wake: the same image, started without Dormouse. */
interface DirectStart extends AutoCloseable {

  /** Starts the stopped replica. Returns its address at once, before it answers there. */
  URI start() throws Exception;

  /** Stops it, so that it can be started again. */
  void stop() throws Exception;

  @Override
  void close() throws IOException;
}
