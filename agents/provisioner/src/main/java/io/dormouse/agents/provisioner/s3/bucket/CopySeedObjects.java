package io.dormouse.agents.provisioner.s3.bucket;

import io.dormouse.agents.provisioner.settings.s3.S3Settings;
import io.dormouse.language.resources.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Copies a folder of sample content to the tenant's bucket. Objects that exist with the same size
 * are not copied again.
 */
public final class CopySeedObjects {

  private final S3Client s3;
  private final S3Settings settings;

  public CopySeedObjects(S3Client s3, S3Settings settings) {
    this.s3 = s3;
    this.settings = settings;
  }

  /**
   * Returns when all files are there.
   *
   * @param folder the sample content; if it is missing, there is nothing to copy
   */
  public void run(ResourceId resource, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    TenantBucket tenantBucket = TenantBucket.of(resource, settings);
    Map<String, Long> there = new HashMap<>();
    Listings.objects(s3, tenantBucket)
        .contents()
        .forEach(object -> there.put(object.key(), object.size()));
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String key = tenantBucket.prefix() + folder.relativize(file).toString().replace('\\', '/');
      if (there.getOrDefault(key, -1L) != Files.size(file)) {
        s3.putObject(
            to ->
                to.bucket(tenantBucket.bucket())
                    .key(key)
                    .contentType(ContentTypes.of(file.getFileName().toString())),
            RequestBody.fromFile(file));
      }
    }
  }
}
