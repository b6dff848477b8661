package io.dormouse.sample.documents;

import java.io.IOException;

/** A service the app needs before it can serve documents. */
interface Dependency extends AutoCloseable {

  /**
   * Returns once the service has answered; creates what the app needs there. Fails with what is
   * missing.
   */
  void check() throws IOException;

  @Override
  void close();
}
