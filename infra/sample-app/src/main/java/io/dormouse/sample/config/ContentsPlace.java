package io.dormouse.sample.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the bytes of documents are kept. */
public sealed interface ContentsPlace {

  /** A local folder, created when missing. */
  record Folder(Path path) implements ContentsPlace {}

  /**
   * A bucket that exists.
   *
   * @param endpoint address of the service, or null for the one of AWS
   */
  record Bucket(@Nullable URI endpoint, String region, String bucket, Login login)
      implements ContentsPlace {}
}
