package io.dormouse.sample.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The store of the documents' bytes. */
public sealed interface ContentsPlace {

  /** A local folder, created when missing. */
  record Folder(Path path) implements ContentsPlace {}

  /**
   * A bucket that exists.
   *
   * @param prefix the prefix of all keys; empty, or with a slash at its end
   */
  record Bucket(S3Service service, String name, String prefix) implements ContentsPlace {}

  /**
   * The server or service that holds buckets.
   *
   * @param endpoint its address, or null for the one of AWS
   * @param pathStyle true for a bucket in the path of addresses, false for one in the host
   */
  record S3Service(@Nullable URI endpoint, String region, boolean pathStyle, S3Login login) {}
}
