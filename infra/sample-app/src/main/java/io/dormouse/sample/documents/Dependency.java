package io.dormouse.sample.documents;

import java.io.IOException;

/** A service the app needs before it can serve documents. */
interface Dependency extends AutoCloseable {

  /**
   * Returns once the service has answered, with everything there that the app needs, which it
   * creates if it can. The exception tells what is missing.
   */
  void check() throws IOException;

  @Override
  void close();
}
