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
   * @param prefix what all keys begin with; empty, or with a slash at its end
   */
  record Bucket(S3Service service, String name, String prefix) implements ContentsPlace {}

  /**
   * The server or service that holds buckets.
   *
   * @param endpoint its address, or null for the one of AWS
   * @param pathStyle whether a bucket stands in the path of addresses, not in the host
   */
  record S3Service(@Nullable URI endpoint, String region, boolean pathStyle, S3Login login) {}
}
